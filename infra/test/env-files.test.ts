import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { withLock } from "../../tools/synth/lock.ts"
import { platform, root, work } from "../../tools/synth/paths.ts"
import { installPlatform } from "../../tools/synth/platform.ts"
import { loadEnvFiles } from "../env-files.ts"

type Environment = Record<string, string | undefined>

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-env-files-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/${name}`, text)
}

/** The environment that a deploy, the doctor and synth read. */
function ours(files: Record<string, string>, env: Environment = {}, stage = "prod"): Environment {
  write(files)
  const environment = { ...env }
  loadEnvFiles(folder, stage, environment)
  return environment
}

/** The environment of a config that the SST CLI itself runs beside the same files. */
function sst(files: Record<string, string>, env: Environment = {}): Environment {
  installPlatform(() => {})
  write({
    ...files,
    "package.json": '{ "name": "seen", "type": "module" }',
    "sst.config.ts": `/// <reference path="./.sst/platform/config.d.ts" />
      export default $config({
        async app() {
          const { writeFileSync } = await import("node:fs")
          writeFileSync("${folder}/seen.json", JSON.stringify(process.env))
          return { name: "seen", home: "aws", providers: { aws: { version: "7.20.0" } } }
        },
        async run() {},
      })`,
  })
  mkdirSync(`${folder}/.sst`)
  symlinkSync(platform, `${folder}/.sst/platform`)
  copyFileSync(`${work}/provider-lock.json`, `${folder}/.sst/provider-lock.json`)
  const { PATH, HOME } = process.env
  const offline = { SST_SKIP_DEPENDENCY_CHECK: "true", NO_BUN: "1", SST_TELEMETRY_DISABLED: "1" }
  const { status, stdout, stderr } = withLock("platform", () =>
    spawnSync(`${root}/node_modules/.bin/sst`, ["install", "--stage", "prod"], {
      cwd: folder,
      env: { PATH, HOME, ...offline, ...env },
      encoding: "utf8",
    }),
  )
  if (status !== 0) throw new Error(`sst install ended with ${status}: ${stdout}${stderr}`)
  return JSON.parse(readFileSync(`${folder}/seen.json`, "utf8"))
}

describe("setting files", () => {
  test("have the precedence of the SST CLI: the stage's file, then the environment, then .env", () => {
    const files = {
      ".env": "BOTH_FILES=env\nENV_FILE=env\nENV_FILE_AND_PROCESS=env\n",
      ".env.prod": "BOTH_FILES=stage\nSTAGE_FILE=stage\nAGREED=same\n",
      ".env.dev": "BOTH_FILES=dev\nDEV_FILE=dev\n",
    }
    const env = { ENV_FILE_AND_PROCESS: "process", AGREED: "same", PROCESS: "process" }
    const read = ours(files, env)
    expect(read).toEqual({
      BOTH_FILES: "stage",
      STAGE_FILE: "stage",
      ENV_FILE: "env",
      ENV_FILE_AND_PROCESS: "process",
      AGREED: "same",
      PROCESS: "process",
    })
    expect(sst(files, env)).toMatchObject(read)
  }, 60_000)

  test("are parsed as the SST CLI parses them, in every accepted syntax", () => {
    const lines = [
      "# a comment",
      "",
      "BARE=a value with spaces  ",
      "  INDENTED = indented",
      "EMPTY=",
      "export EXPORTED=exported",
      "COMMENTED=value # of which this is no part",
      "URL=https://example.com/?a=b:c",
      `JSON={"staff":{"turns":500}}`,
      "APOSTROPHE=it's",
      "SINGLE='$HOME \\n \"quoted\" # kept'",
      `DOUBLE="openid 'profile' # kept"`,
      `DOUBLE_COMMENTED="a" # comment`,
      "EMPTY_QUOTES=''",
    ]
    const text = `${lines.join("\n")}\n`
    const read = ours({ ".env.prod": text })
    expect(read).toMatchObject({ BARE: "a value with spaces", SINGLE: '$HOME \\n "quoted" # kept', EMPTY: "", COMMENTED: "value" })
    expect(Object.keys(read)).toHaveLength(lines.length - 2)
    expect(sst({ ".env.prod": text })).toMatchObject(read)
  }, 60_000)

  test.each([
    ["a name of the same file, which SST puts in", "OTHER=x\nBAD=$OTHER", 2],
    ["the same in double quotes", 'OTHER=x\nBAD="$OTHER"', 2],
    ["an escape", 'BAD="a\\tb"', 1],
    ["a backslash", "BAD=a\\b", 1],
    ["backticks", "BAD=`a`", 1],
    ["a number sign within a word", "BAD=a#b", 1],
    ["two lines", 'BAD="a\nb"', 1],
    ["a colon", "BAD: a", 1],
    ["text after a quoted value", "BAD='a' b", 1],
    ["no value at all", "BAD", 1],
  ])("are refused where Node.js and SST would read another value: %s", (_, text, line) => {
    for (const name of [".env", ".env.prod"]) {
      expect(() => ours({ [name]: text })).toThrow(new RegExp(`^Line ${line} of \\${name} must be NAME=value or NAME='value'`))
      rmSync(`${folder}/${name}`)
    }
  })

  test("are refused if the environment sets another value, and the error does not show the value", () => {
    const files = { ".env.prod": "BUDGET_STAGE_DAILY_USD=20\n" }
    const sentence =
      /^BUDGET_STAGE_DAILY_USD is set in the environment and in \.env\.prod to different values\. SST takes the file's: remove one\.$/
    for (const value of ["0", ""]) expect(() => ours(files, { BUDGET_STAGE_DAILY_USD: value })).toThrow(sentence)
    expect(sst(files, { BUDGET_STAGE_DAILY_USD: "0" }).BUDGET_STAGE_DAILY_USD).toBe("20")
  }, 60_000)

  test("may be missing", () => {
    expect(ours({}, { A: "a" })).toEqual({ A: "a" })
  })
})
