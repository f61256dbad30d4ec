import { turnRequest } from "@parley/api/turn.ts"
import { maxTextCharacters } from "@parley/core/content.ts"
import { expect, test } from "vitest"
import { readBody } from "../src/request.ts"

const requestOf = (body: string) => ({
  requestId: "r",
  method: "POST",
  resource: "/chat",
  parameters: {},
  query: {},
  sourceAddress: "",
  headers: { "content-type": "application/json" },
  body,
})

const whole = (character: string) => character.repeat(maxTextCharacters / character.length)
const bodyOf = (text: string) => JSON.stringify({ content: [{ text }] })
/** Encodes text as Python's `json.dumps` does. */
const escaped = (body: string) => body.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

test.each([
  ["Chinese", "漢"],
  ["Korean", "한"],
  ["Arabic", "س"],
  ["Cyrillic", "я"],
  ["Latin", "a"],
  ["emoji", "😀"],
  ["quotes", '"'],
  ["lines", "a\n"],
  ["escape sequences of a terminal", "\u001b[0m"],
])("a message of maximum length fits in %s, as UTF-8 and with every character escaped", (_, character) => {
  const text = whole(character)
  expect(text.length).toBe(maxTextCharacters)
  for (const body of [bodyOf(text), escaped(bodyOf(text))]) {
    expect(readBody(requestOf(body), turnRequest).content).toEqual([{ text }])
  }
})

test("a message of maximum length fits in 16 texts, with every other field", () => {
  const text = "\u0001".repeat(maxTextCharacters / 16 - 3)
  const turnId = `trn_${"0".repeat(26)}`
  const conversationId = `cnv_${"0".repeat(26)}`
  const request = {
    turnId,
    conversationId,
    content: Array.from({ length: 16 }, () => ({ text: `${text}a` })),
    modelId: "m".repeat(200),
    after: 10_000_000,
    replaces: turnId,
  }
  expect(readBody(requestOf(JSON.stringify(request, null, 2)), turnRequest)).toEqual(request)
})
