import { spawnSync } from "node:child_process"
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** A function with `depth` nested conditions: its cognitive complexity is the sum of 1 to `depth`. */
const nested = (depth: number): string =>
  `export function planted(n: number): number {\n${Array.from({ length: depth }, (_, i) => `if (n > ${i}) {\n`).join("")}return 1\n${"}\n".repeat(depth)}return 0\n}\n`

test("the linter refuses exactly the functions with a cognitive complexity above 20", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lint-"))
  try {
    await copyFile(`${root}biome.json`, join(folder, "biome.json"))
    await Promise.all([5, 6].map((depth) => writeFile(join(folder, `nested-${depth}.ts`), nested(depth))))
    // Only this rule: rules that need types read every file first.
    const args = ["lint", "--vcs-enabled=false", "--only=complexity/noExcessiveCognitiveComplexity", "."]
    const { status, stderr } = spawnSync(`${root}node_modules/.bin/biome`, args, { cwd: folder, encoding: "utf8" })
    expect(status).toBe(1)
    expect(stderr.match(/Excessive complexity of \d+ detected \(max: \d+\)/g)).toEqual(["Excessive complexity of 21 detected (max: 20)"])
  } finally {
    await rm(folder, { recursive: true })
  }
})
