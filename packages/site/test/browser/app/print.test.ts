import { variants } from "@parley/testing/cases/test-set.ts"
import { extractText, getDocumentProxy } from "unpdf"
import { describe, expect, test } from "vitest"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

/** The printed text, without line breaks. */
async function printed() {
  const document = await getDocumentProxy(new Uint8Array(await site.page.pdf({ format: "A4" })))
  const { text } = await extractText(document, { mergePages: true })
  return text.replace(/\s+/g, " ")
}

const count = (text: string, pattern: RegExp) => new Set(text.match(pattern)).size

describe("in print", () => {
  test.each(variants(["dark", "light"] as const))("the whole conversation appears, without controls, in %s mode", async (colorScheme) => {
    const paragraphs = Array.from({ length: 93 }, (_, i) => `Paragraph ${i + 1} of the answer stands here.`).join("\n\n")
    const asked = Array.from({ length: 6 }, (_, i): [string, string] => [`Question number ${i + 1}`, `Short answer ${i + 1}.`])
    site.api.seed("cnv_a", "A title to print", [...asked, ["And all of it?", paragraphs]])
    const page = await site.visit("/c/cnv_a", { colorScheme })
    await page.getByText("Paragraph 93 of").waitFor()
    const text = await printed()
    expect(count(text, /Paragraph \d+ of the answer stands here\./g)).toBe(93)
    expect(count(text, /Question number \d/g)).toBe(6)
    expect(count(text, /Short answer \d\./g)).toBe(6)
    expect(text).toMatch(/^A title to print You Question number 1 Answer Short answer 1\./)
    expect(text).not.toMatch(/Parley|New chat|Settings|Copy|Send|Ask anything|can contain mistakes|can contain mistakes|Skip to/)
    await page.emulateMedia({ media: "print" })
    const colours = await page
      .locator(".answer")
      .last()
      .evaluate((e) => [getComputedStyle(e).color, getComputedStyle(document.body).colorScheme])
    expect(colours).toEqual(["rgb(31, 30, 25)", "light"])
  })

  test("code and tables are complete, and links show their URL", async () => {
    const code = `const long = "${"word ".repeat(60)}end of the line"`
    const cells = Array.from({ length: 12 }, (_, i) => `cell${i + 1}`).join(" | ")
    const rows = Array.from({ length: 80 }, (_, i) => `| row${i + 1} | ${cells} |`).join("\n")
    const table = `| name | ${cells} |\n|${" - |".repeat(13)}\n${rows}`
    const answer = `\`\`\`js\n${code}\n\`\`\`\n\n${table}\n\n[the docs](https://example.com/manual)\n\n<https://example.com/auto>\n\n${"x".repeat(300)}`
    site.api.seed("cnv_a", "Rich", [["q".repeat(300), answer]])
    const page = await site.visit("/c/cnv_a")
    await page.getByRole("table").waitFor()
    const text = await printed()
    expect(text).toContain("end of the line")
    expect(count(text, /row\d+/g)).toBe(80)
    expect(text).toContain("cell12")
    expect(text.replaceAll(" ", "")).toContain("thedocs(https://example.com/manual)")
    expect(text.match(/example\.com\/auto/g)).toHaveLength(1)
    expect(text).not.toContain("Copy")
    // Nothing is cut at the side of the sheet: A4 without margins, at 96 dpi.
    await page.setViewportSize({ width: 672, height: 900 })
    await page.emulateMedia({ media: "print" })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(672)
  })

  test("the title is aligned to the start side of the page's language", async () => {
    site.api.seed("cnv_a", "An English title", [["q", "a"]])
    const page = await site.visit("/c/cnv_a", { locale: "ar" })
    await page.getByRole("heading", { name: "An English title" }).waitFor()
    await page.emulateMedia({ media: "print" })
    expect(await page.getByRole("heading", { level: 1 }).evaluate((title) => getComputedStyle(title).textAlign)).toMatch(/right$/)
  })

  test("an open dialog is not printed", async () => {
    site.api.seed("cnv_a", "Rich", [["q", "The answer below."]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("The answer below.").waitFor()
    await site.button("Settings").click()
    await page.getByRole("dialog").waitFor()
    const text = await printed()
    expect(text).toContain("The answer below.")
    expect(text).not.toContain("Appearance")
  })

  test("a notice says that earlier messages are missing if they are not loaded", async () => {
    site.api.pageLength = 2
    site.api.seed(
      "cnv_a",
      "Long",
      Array.from({ length: 4 }, (_, i): [string, string] => [`Question number ${i + 1}`, "a"]),
    )
    const page = await site.visit("/c/cnv_a")
    await page.getByText("Question number 4").waitFor()
    expect(await printed()).toContain("Earlier messages aren’t included.")
  })
})
