import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { basename } from "node:path"
import { describe, expect, test } from "vitest"
import { bundleFunctions, bundleHandler } from "../synth/bundle.ts"
import { loadConfig } from "../synth/config.ts"
import type { Graph } from "../synth/graph.ts"
import { root, synthFolder } from "../synth/paths.ts"
import { installPlatform } from "../synth/platform.ts"

const run = (script: string, args: string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    encoding: "utf8",
  })
  return { status, said: `${stdout}${stderr}`.trim() }
}

describe("npm run synth, dev, deploy and remove refuse in one sentence", () => {
  test.each([
    ["a missing stage", "tools/synth/main.ts", [], {}, /^Name the stage: npm run synth -- --stage/],
    ["a misspelled stage", "tools/synth/main.ts", ["--stage", "production"], {}, /^There is no stage "production": did you mean "prod"\?/],
    ["an unknown option", "tools/synth/main.ts", ["--stag", "prod"], {}, /^Unknown option '--stag'/],
    ["a shared stage for sst dev", "tools/synth/main.ts", ["--stage", "prod", "--dev"], {}, /^sst dev would take over "prod"/],
    ["an invalid setting", "tools/synth/main.ts", ["--stage", "pr-1"], { MAX_TOKENS: "0" }, /^MAX_TOKENS must be/],
    ["a missing stage", "scripts/sst.ts", ["deploy"], {}, /^Name the stage: npm run deploy -- --stage/],
    ["a stage without name", "scripts/sst.ts", ["remove", "--stage"], {}, /^Name the stage: npm run remove -- --stage/],
    ["a misspelled stage", "scripts/sst.ts", ["deploy", "--stage=Prod"], {}, /^There is no stage "Prod": did you mean "prod"\?/],
    ["a shared stage for sst dev", "scripts/sst.ts", ["dev", "--stage", "dev"], {}, /^sst dev would take over "dev"/],
    ["an invalid setting", "scripts/sst.ts", ["deploy", "--stage", "pr-1"], { DOMAIN: "nowhere" }, /^DOMAIN must be/],
  ])("%s (%s %j)", (_, script, args, env, sentence) => {
    const { status, said } = run(script, args, env)
    expect(said).toMatch(sentence)
    expect(said.split("\n")).toHaveLength(1)
    expect(status).toBe(1)
    expect(existsSync(`${synthFolder}/pr-1.json`)).toBe(false)
  })
})

test("doctor, synth and deploy refuse a setting with different values in the environment and in the stage's file", () => {
  const file = `${root}/.env.pr-9`
  writeFileSync(file, "MAX_TOKENS=7\n")
  try {
    const commands: [string, string[]][] = [
      ["tools/doctor/main.ts", []],
      ["tools/synth/main.ts", []],
      ["scripts/sst.ts", ["deploy"]],
    ]
    const refusals = commands.map(([script, args]) => run(script, [...args, "--stage", "pr-9"], { MAX_TOKENS: "8" }))
    const said = "MAX_TOKENS is set in the environment and in .env.pr-9 to different values. SST takes the file's: remove one."
    expect(refusals).toEqual(commands.map(() => ({ status: 1, said })))
  } finally {
    rmSync(file)
  }
})

test("a bundling error of the stack is one sentence with the file and the place", async () => {
  installPlatform(() => {})
  const edit = { file: "infra/table.ts", from: "export const table =", to: "export const table: =" }
  await expect(loadConfig(edit)).rejects.toThrow(/^sst\.config\.ts does not bundle: Unexpected "=" \(infra\/table\.ts:\d+:21\)\.$/)
}, 120_000)

test("npm run synth writes the stack and prints a summary with the bundles' sizes", () => {
  const file = `${synthFolder}/pr-2.json`
  const { status, said } = run("tools/synth/main.ts", ["--stage", "pr-2"], { HOME: process.env.HOME ?? "" })
  expect(said).toMatch(/^Stage pr-2: \d+ resources$/m)
  expect(said).toMatch(/ 2 {2}aws:lambda\/function:Function$/m)
  expect(said).toMatch(/ \d{3} KB {2}packages\/functions\/src\/chat\.handler$/m)
  expect(said).toMatch(/Written to \.sst\/synth\/pr-2\.json$/)
  expect(status).toBe(0)
  const graph = JSON.parse(readFileSync(file, "utf8")) as Graph
  expect(graph.every(({ type, name, inputs }) => type && name && inputs)).toBe(true)
  rmSync(file)
}, 120_000)

describe("a bundle", () => {
  test("of each function is a single module with its handler", async () => {
    const bundles = await bundleFunctions()
    expect(Object.keys(bundles).sort()).toEqual(["chat", "conversations"])
    for (const file of Object.values(bundles)) {
      // Lambda's runtime defines this global.
      const load = `globalThis.awslambda = { streamifyResponse: (f) => f }; const m = await import(${JSON.stringify(file)}); console.log(typeof m.handler)`
      const env = { TABLE_NAME: "t", AWS_REGION: "us-east-1", STAGE: "test", SERVICE_VERSION: "0" }
      expect(run("--input-type=module", ["-e", load], env)).toEqual({ status: 0, said: "function" })
    }
  })

  test("that fails names the file and the place, and leaves no output", async () => {
    const folder = await mkdtemp(`${root}/node_modules/.cache/bundle-`)
    const name = `broken-${basename(folder)}`
    await writeFile(`${folder}/${name}.ts`, 'import { nothing } from "./missing.ts"\nexport const handler = nothing\n')
    const handler = `${folder.slice(root.length + 1)}/${name}.handler`
    await expect(bundleHandler(handler, {})).rejects.toThrow(
      new RegExp(`${name}\\.ts does not bundle: Could not resolve "./missing.ts" \\(.*${name}\\.ts:1:25\\)\\.$`),
    )
    expect(existsSync(`${synthFolder}/bundles/${name}`)).toBe(false)
    await rm(folder, { recursive: true })
  })
})
