import { maxTextCharacters } from "@parley/core/content.ts"
import * as v from "valibot"
import { expect, test } from "vitest"
import { content } from "../src/turn.ts"

const accepts = (value: unknown) => v.is(content, value)

test("content is a list of texts with visible characters", () => {
  expect(accepts([{ text: "Why is the sky blue?" }])).toBe(true)
  for (const bad of [
    [],
    [{ text: "" }],
    [{ text: " \n\t\u200B" }],
    [{ text: "\u2060\u3164\u2800\u0000" }],
    [{ text: 1 }],
    [{ text: "a", image: "b" }],
    "text",
    [{ text: "\ud83d" }],
  ]) {
    expect(accepts(bad)).toBe(false)
  }
})

test("the character limit applies to the sum of all texts", () => {
  const half = "x".repeat(maxTextCharacters / 2 - 1)
  expect(accepts([{ text: half }, { text: half }])).toBe(true)
  expect(accepts([{ text: half }, { text: `${half}x` }])).toBe(false)
  expect(accepts([{ text: "x".repeat(maxTextCharacters) }])).toBe(true)
  expect(accepts([{ text: "x".repeat(maxTextCharacters + 1) }])).toBe(false)
})
