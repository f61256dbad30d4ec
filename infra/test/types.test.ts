import { spawnSync } from "node:child_process"
import { expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"
import { installPlatform } from "../../tools/synth/platform.ts"

test("the stack's code type-checks against SST's own sources", () => {
  installPlatform(() => {})
  const { stdout } = spawnSync(`${root}/node_modules/.bin/tsc`, ["-p", "infra"], { cwd: root, encoding: "utf8" })
  expect(stdout).toBe("")
}, 120_000)
