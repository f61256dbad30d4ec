import { type BlockKind, documentFormats, imageFormats, toolUseStatuses } from "@parley/api/block.ts"
import fc from "fast-check"
import type { ServerBlock } from "../../src/blocks/block.ts"

const text = fc.string({ unit: "binary", maxLength: 20 }).map((value) => value.toWellFormed())
const count = fc.nat(1_000_000)
/** JSON of a model, with what DynamoDB refuses as a map: empty keys, deep nesting, large numbers. */
const json = fc.oneof(
  fc.json().map((value): unknown => JSON.parse(value)),
  fc.constantFrom<unknown>({ "": 1 }, 1e200, nested(40)),
)
const image = fc.record({ fileId: text, format: fc.constantFrom(...imageFormats), width: count, height: count })
const resultParts = fc.array(fc.oneof(fc.record({ text }), fc.record({ json }), fc.record({ image })), { maxLength: 3 })

function nested(levels: number): unknown {
  return levels === 0 ? "deep" : { in: nested(levels - 1) }
}

/** Arbitrary blocks of each kind, with what they hold on the server. */
export const blockOf: Record<BlockKind, fc.Arbitrary<ServerBlock>> = {
  text: fc.record(
    { text, citations: fc.array(fc.record({ title: text, page: count }), { maxLength: 2 }), rev: count },
    { requiredKeys: ["text"] },
  ),
  image: fc.record({ image }),
  document: fc.record({
    document: fc.record(
      { fileId: text, format: fc.constantFrom(...documentFormats), name: text, pages: count, bytes: count },
      { requiredKeys: ["fileId", "format", "name", "bytes"] },
    ),
  }),
  reasoning: fc.record({
    reasoning: fc.record({ text, milliseconds: count, signature: text, redactedContent: text }, { requiredKeys: ["milliseconds"] }),
  }),
  toolUse: fc.record({
    toolUse: fc.record(
      { toolUseId: text, name: text, title: text, input: json, status: fc.constantFrom(...toolUseStatuses), milliseconds: count },
      { requiredKeys: ["toolUseId", "name", "input", "status"] },
    ),
  }),
  toolResult: fc.record({
    toolResult: fc.record({ toolUseId: text, content: resultParts, status: fc.constantFrom("success" as const, "error" as const) }),
  }),
}
