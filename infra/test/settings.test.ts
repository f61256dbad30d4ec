import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { functionSettings, parseFunctionSettings, parseStackSettings } from "../settings.ts"
import { stageSettings } from "../stage.ts"
import { root } from "../synth/paths.ts"

const prod = stageSettings("prod")
const stack = (env: Record<string, string>, name = "prod") => parseStackSettings(env, name, stageSettings(name))

describe("the settings of the stack", () => {
  test("are the stage's own if nothing is set", () => {
    expect(stack({})).toEqual({ concurrency: prod.concurrency, domain: undefined, alarmEmail: undefined })
    expect(stack({ CONCURRENCY: " ", DOMAIN: "", ALARM_EMAIL: "" })).toEqual(stack({}))
  })

  test("CONCURRENCY gives the second function half as much, none reserves nothing", () => {
    expect(stack({ CONCURRENCY: "9" }).concurrency).toEqual({ chat: 9, conversations: 5 })
    expect(stack({ CONCURRENCY: "1" }).concurrency).toEqual({ chat: 1, conversations: 2 })
    expect(stack({ CONCURRENCY: "none" }).concurrency).toBeNull()
  })

  test("DOMAIN itself is prod's, the other stages get a name under it", () => {
    expect(stack({ DOMAIN: "chat.example.com" }).domain).toBe("chat.example.com")
    expect(stack({ DOMAIN: "chat.example.com" }, "anna").domain).toBe("anna.chat.example.com")
  })

  test("ALARM_EMAIL is one address", () => {
    expect(stack({ ALARM_EMAIL: " on.call+parley@mail.example.com " }).alarmEmail).toBe("on.call+parley@mail.example.com")
  })

  test.each([
    ["ALARM_EMAIL", "oncall"],
    ["ALARM_EMAIL", "a@example.com,b@example.com"],
    ["ALARM_EMAIL", "On Call <oncall@example.com>"],
    ["ALARM_EMAIL", "oncall@localhost"],
    ["CONCURRENCY", "0"],
    ["CONCURRENCY", "many"],
    ["CONCURRENCY", "-1"],
    ["DOMAIN", "https://chat.example.com"],
    ["DOMAIN", "localhost"],
    ["DOMAIN", "Chat.example.com"],
  ])("%s=%s is refused by name", (name, value) => {
    expect(() => stack({ [name]: value })).toThrow(new RegExp(`^${name} must be`))
  })
})

describe("the settings of the functions", () => {
  test("reach them under their names, only those that are set, with the stage's budget and the region's model", () => {
    const { environment } = parseFunctionSettings({ MAX_TOKENS: "512", UNRELATED: "x" }, prod, "eu-central-1")
    expect(environment).toEqual({ MAX_TOKENS: "512", BUDGET_STAGE_DAILY_USD: "20", MODEL_ID: "eu.anthropic.claude-haiku-5-5" })
  })

  test("what is set outranks the stage's default", () => {
    expect(parseFunctionSettings({ BUDGET_STAGE_DAILY_USD: "0" }, prod, "us-east-1").settings.budgets.stage).toBe(0)
  })

  test("every one of them is checked by the functions", () => {
    const unchecked = functionSettings.filter((name) => {
      try {
        parseFunctionSettings({ [name]: "*" }, prod, "us-east-1")
        return true
      } catch (error) {
        return !(error as Error).message.startsWith(name)
      }
    })
    expect(unchecked).toEqual([])
  })

  test("and no others are in .env.example, where each stands with its effect", () => {
    const example = readFileSync(`${root}/.env.example`, "utf8")
    const names = [...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name)
    for (const name of [...functionSettings, "CONCURRENCY", "DOMAIN", "ALARM_EMAIL"]) expect(names).toContain(name)
    expect(names).toHaveLength(new Set(names).size)
  })
})
