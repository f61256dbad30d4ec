import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { expect, test } from "vitest"
import type { PromptBlock } from "../../src/bedrock/prompt/prompt.ts"
import { PromptCache } from "../../src/bedrock/prompt/prompt-cache.ts"

const model = findModel("global.anthropic.claude-haiku-5-5") as OfferedModel // keeps prefixes from 512 tokens
const long = "x".repeat(4 * 596) // 600 tokens with the 4 that every block costs
const short = "x".repeat(4 * 96) // 100 tokens

const block = (owner: PromptBlock["owner"], text: string, seconds?: number): PromptBlock => ({
  owner,
  text,
  ...(seconds !== undefined && { cachePoint: { seconds } }),
})
const tokens = (inputTokens: number, cacheReadInputTokens: number, cacheWriteInputTokens: number) => ({
  inputTokens,
  cacheReadInputTokens,
  cacheWriteInputTokens,
})

test("a prompt without a cache point counts as input only", () => {
  const cache = new PromptCache()
  const blocks = [block("system", long), block("user", short)]
  expect(cache.count(model, blocks)).toEqual(tokens(700, 0, 0))
  expect(cache.count(model, blocks)).toEqual(tokens(700, 0, 0))
})

test("a prefix is written once, then read", () => {
  const cache = new PromptCache()
  expect(cache.count(model, [block("system", long, 300), block("user", short)])).toEqual(tokens(100, 0, 600))
  expect(cache.count(model, [block("system", long, 300), block("user", "other")])).toEqual(tokens(6, 600, 0))
})

test("a growing conversation reads its cached prefix and writes the rest", () => {
  const cache = new PromptCache()
  cache.count(model, [block("system", long, 300), block("user", short, 300)])
  const grown = [block("system", long, 300), block("user", short), block("assistant", short), block("user", short, 300)]
  expect(cache.count(model, grown)).toEqual(tokens(0, 700, 200))
})

test("a prefix below the model's minimum is not kept", () => {
  const cache = new PromptCache()
  const blocks = [block("system", short, 300), block("user", short)]
  cache.count(model, blocks)
  expect(cache.count(model, blocks)).toEqual(tokens(200, 0, 0))
})

test("a different text, role or model reads no prefix", () => {
  const cache = new PromptCache()
  cache.count(model, [block("system", long, 300)])
  expect(cache.count(model, [block("system", `${long.slice(1)}y`, 300)])).toEqual(tokens(0, 0, 600))
  expect(cache.count(model, [block("user", long, 300)])).toEqual(tokens(0, 0, 600))
  expect(cache.count(findModel("eu.anthropic.claude-haiku-5-5") as OfferedModel, [block("system", long, 300)])).toEqual(tokens(0, 0, 600))
})

test("a prefix expires, and a read extends its lifetime", () => {
  const cache = new PromptCache()
  const blocks = [block("system", long, 300)]
  cache.count(model, blocks, 0)
  expect(cache.count(model, blocks, 299_999)).toEqual(tokens(0, 600, 0))
  expect(cache.count(model, blocks, 599_998)).toEqual(tokens(0, 600, 0))
  expect(cache.count(model, blocks, 899_998)).toEqual(tokens(0, 0, 600))
})

test("a cache point of one hour lasts one hour, with or without reads", () => {
  const cache = new PromptCache()
  cache.count(model, [block("system", long, 3_600)], 0)
  cache.count(model, [block("system", long), block("user", short, 300)], 1_000)
  expect(cache.count(model, [block("system", long, 300)], 3_599_999)).toEqual(tokens(0, 600, 0))
})
