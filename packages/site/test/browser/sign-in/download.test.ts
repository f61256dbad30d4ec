import { describe, expect, test } from "vitest"
import { useSignIn } from "../../support/sign-in.ts"

const { site, enter } = useSignIn()

describe("a download", () => {
  test("is authenticated and has the file name of the API", async () => {
    site.api.seed("cnv_a", "Of one", [["q", "a"]], new Date().toISOString(), "one")
    const page = await enter()
    await site.button("Actions for “Of one”").click()
    const [download] = await Promise.all([page.waitForEvent("download"), site.button("Export as Markdown").click()])
    expect(download.suggestedFilename()).toBe("export.md")
    expect(await (await download.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString())).toBe("Of one")
  })

  test("shows a notice if it fails", async () => {
    site.api.seed("cnv_a", "Of one", [["q", "a"]], new Date().toISOString(), "one")
    const page = await enter()
    await site.button("Actions for “Of one”").click()
    await page.route("**/export*", (route) => route.abort())
    await site.button("Export as Markdown").click()
    await page.getByText("Download failed. Try again.").first().waitFor()
  })
})
