import { readFile } from "node:fs/promises"
import { functionSettingTexts } from "@parley/functions/setting-texts.ts"
import { parseSettings } from "@parley/functions/settings.ts"
import { parseLaunchSettings } from "@parley/local/launch-settings.ts"
import { describe, expect, test } from "vitest"
import { functionSettings, parseStackSettings } from "../../infra/settings.ts"
import { stageSettings } from "../../infra/stage.ts"
import { envExample, settingsPage } from "../settings/documents.ts"

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8")
const examples = [...envExample().matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, name = "", value = ""]) => [name, unquoted(value)] as const,
)

describe("npm run settings", () => {
  test("produces the present docs/settings.md and .env.example", async () => {
    expect(await read("docs/settings.md")).toBe(settingsPage())
    expect(await read(".env.example")).toBe(envExample())
  })

  test("describes every setting of the functions once", () => {
    const described = Object.values(functionSettingTexts).flatMap((texts) => Object.keys(texts))
    expect(described.sort()).toEqual([...functionSettings].sort())
  })

  test("gives every setting a default and a full sentence", () => {
    expect(settingsPage()).not.toContain("undefined")
    for (const row of settingsPage()
      .split("\n")
      .filter((line) => line.startsWith("| `")))
      expect(row).toMatch(/[.`]\)? \|$/)
  })

  test("gives examples that the functions, the stack and the local stage accept", () => {
    const set = (...left: string[]) => Object.fromEntries(examples.filter(([name]) => !left.includes(name)))
    expect(() => parseSettings(set())).not.toThrow()
    expect(() => parseLaunchSettings(set(), "/data", false)).not.toThrow()
    // A user pool and an issuer exclude each other, and so do scripts of other sites and the firewall's challenge.
    const prod = stageSettings("prod")
    expect(() => parseStackSettings(set("COGNITO", "COGNITO_SELF_SIGN_UP", "COGNITO_MFA", "WAF_CHALLENGE"), "prod", prod)).not.toThrow()
    const ofAnIssuer = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_SCOPE", "OIDC_ORIGINS", "OIDC_GROUPS_CLAIM"]
    expect(() => parseStackSettings(set(...ofAnIssuer, "ALLOWED_ORIGINS"), "prod", prod)).not.toThrow()
  })
})

function unquoted(value: string): string {
  return value.replace(/^(['"])(.*)\1$/, "$2")
}
