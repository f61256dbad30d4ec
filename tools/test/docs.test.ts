import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
const pages = ["*.md", "docs/**/*.md", ".github/**/*.md"].flatMap((pattern) => globSync(pattern, { cwd: root }))
const read = (page: string) => readFileSync(join(root, page), "utf8")
const proseOf = (page: string) => read(page).replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "")

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string) =>
  [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  )

test("README.md has at most 130 lines", () => {
  expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(130)
})

test("docs/architecture.md follows a message through at most 25 files", () => {
  const [, walk = ""] = read("docs/architecture.md").split(/^## A message from .+$/m)
  const files = [...(walk.split(/^## /m)[0] ?? "").matchAll(/\]\(\.\.\/((?:packages|infra)\/[^)]+)\)/g)].map(([, path]) => path)
  expect(files.length).toBeGreaterThan(15)
  expect(new Set(files).size).toBeLessThanOrEqual(25)
})

test.each(pages)("every link of %s leads to an existing file and heading", (page) => {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link)
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [path, anchor] = link.split("#") as [string, string?]
    const target = path ? join(dirname(page), path) : page
    return !existsSync(join(root, target)) || (anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor))
  })
  expect(broken).toEqual([])
})

test.each(pages)("every npm script that %s names exists", (page) => {
  const { scripts } = JSON.parse(read("package.json"))
  const named = [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name)
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})

test.each(["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/development.md"])(
  "every path that %s names exists",
  (page) => {
    if (!existsSync(join(root, page))) return
    const named = [...read(page).matchAll(/(?<![\w./-])((?:packages|infra|tools|scripts|bench|docs|\.github|\.ci)\/[\w./-]*\w)/g)].map(
      ([, path = ""]) => path,
    )
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  },
)

describe("decision records", () => {
  const records = globSync("docs/adr/*.md", { cwd: root }).sort()

  test.each(records)("%s has a number, a date, a status, context, decision and consequences, and is in the index", (record) => {
    const number = Number(/(\d{4})-/.exec(record)?.[1])
    expect(read(record)).toMatch(
      new RegExp(
        `^# ${number}\\. .+\\n\\nDate: \\d{4}-\\d{2}-\\d{2}\\. Status: .+\\n\\n## Context\\n[\\s\\S]+\\n## Decision\\n[\\s\\S]+\\n## Consequences\\n`,
      ),
    )
    expect(read("docs/decisions.md")).toContain(`(${record.replace("docs/", "")})`)
  })
})
