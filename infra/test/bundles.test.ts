import { mkdtemp, readFile, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { FunctionName } from "@parley/functions/routes.ts"
import * as esbuild from "esbuild"
import { beforeAll, expect, test } from "vitest"
import { bundleAs, bundleFunctions } from "../../tools/synth/bundle.ts"
import { root } from "../../tools/synth/paths.ts"
import { installPlatform } from "../../tools/synth/platform.ts"
import { nodejs } from "../bundling/options.ts"
import { startPluginHost } from "./support/plugin-host.ts"

// A cold start loads the whole bundle. The budgets leave room for more of our own code, but not for another client.
const budgets: Record<FunctionName, number> = { chat: 672 * 1024, conversations: 576 * 1024 }

let files: Record<FunctionName, string>
beforeAll(async () => {
  files = await bundleFunctions()
})

test.each(Object.keys(budgets) as FunctionName[])("the bundle of %s stays within its budget", async (name) => {
  const { size } = await stat(files[name])
  expect(size).toBeGreaterThan(300 * 1024)
  expect(size).toBeLessThan(budgets[name])
})

test("bundles contain no code that Lambda never uses", async () => {
  const text = await readFile(files.chat, "utf8")
  const parts = [
    "Could not load credentials from any providers",
    "AssumeRoleWithWebIdentity",
    "sso_session",
    "AWS_SHARED_CREDENTIALS_FILE",
    "is not of a type(s)",
  ]
  expect(parts.filter((part) => text.includes(part))).toEqual([])
})

test("SST's own plugin host builds the same bundle", async () => {
  installPlatform(() => {})
  const host = startPluginHost(nodejs.plugins)
  const folder = await mkdtemp(join(tmpdir(), "parley-bundle-"))
  try {
    const outfile = `${folder}/bundle.mjs`
    await esbuild.build({ ...bundleAs(nodejs), plugins: [host.plugin], entryPoints: [`${root}/packages/functions/src/chat.ts`], outfile })
    expect((await readFile(outfile)).equals(await readFile(files.chat))).toBe(true)
  } finally {
    host.stop()
    await rm(folder, { recursive: true })
  }
}, 120_000)
