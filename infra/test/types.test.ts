import { spawnSync } from "node:child_process"
import { expect, test } from "vitest"
import { root } from "../synth/paths.ts"
import { installPlatform } from "../synth/platform.ts"

test("the stack's code has no type error against SST's own sources", () => {
  installPlatform(() => {})
  const { stdout } = spawnSync(`${root}/node_modules/.bin/tsc`, ["-p", "infra"], { cwd: root, encoding: "utf8" })
  expect(stdout).toBe("")
}, 120_000)
