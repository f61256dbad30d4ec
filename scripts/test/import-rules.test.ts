import { spawnSync } from "node:child_process"
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { root } from "../checks.ts"

// Files planted in an empty folder, with the repository's own linter settings.
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-imports-"))
  await cp(join(root, "biome.json"), join(folder, "biome.json"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function lint(files: Record<string, string>): Promise<{ passed: boolean; output: string }> {
  for (const [name, source] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, source)
  }
  const rules = ["--only=suspicious/noImportCycles", "--only=style/noRestrictedImports"]
  const args = ["lint", ...rules, "--error-on-warnings", "--vcs-enabled=false", "."]
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin/biome"), args, { cwd: folder, encoding: "utf8" })
  return { passed: status === 0, output: stdout + stderr }
}

const page = "packages/site/src"

describe("the linter", () => {
  test("accepts imports in the order of the page's folders", async () => {
    const { passed, output } = await lint({
      [`${page}/thread/a.ts`]: 'import { b } from "../ui/b.ts"\nexport const a = b\n',
      [`${page}/ui/b.ts`]: 'import { c } from "../sign-in/session.ts"\nexport const b = c\n',
      [`${page}/sign-in/session.ts`]: "export const c = 1\n",
    })
    expect(output).not.toContain("━━━")
    expect(passed).toBe(true)
  })

  test.each([
    ["of values", 'import { b } from "./b.ts"\nexport const a = () => b\n', 'import { a } from "./a.ts"\nexport const b = () => a\n'],
    ["of types", 'import type { B } from "./b.ts"\nexport type A = B[]\n', 'import type { A } from "./a.ts"\nexport type B = { a: A }\n'],
    ["closed by import()", 'export const a = () => import("./b.ts")\n', 'import { a } from "./a.ts"\nexport const b = a\n'],
  ])("rejects a cycle %s", async (_name, a, b) => {
    const { passed, output } = await lint({ "packages/core/src/a.ts": a, "packages/core/src/b.ts": b })
    expect(output).toContain("lint/suspicious/noImportCycles")
    expect(passed).toBe(false)
  })

  test.each([
    ["api/a.ts", "../ui/b.ts"],
    ["ui/a.ts", "../thread/b.ts"],
    ["thread/state/a.ts", "../../dialogs/b.ts"],
    ["composer/a.ts", "../app/b.ts"],
    ["app/a.ts", "../sign-in/provider.ts"],
    ["sign-in/session.ts", "./provider.ts"],
  ])("rejects an import of the page against that order: %s of %s", async (from, to) => {
    const target = join(page, dirname(from), to)
    const { passed, output } = await lint({
      [join(page, from)]: `import { b } from "${to}"\nexport const a = b\n`,
      [target]: "export const b = 1\n",
    })
    expect(output).toContain("lint/style/noRestrictedImports")
    expect(passed).toBe(false)
  })
})
