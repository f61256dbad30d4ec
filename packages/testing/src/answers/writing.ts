import type { ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime"
import { blockReader } from "@parley/core/blocks/converse-stream.ts"
import type { StoredBlock } from "@parley/core/blocks/stored.ts"
import { newAnswerBlocks } from "@parley/core/turn/answer-blocks.ts"
import type { AnswerEvent } from "@parley/core/turn/log-events.ts"
import fc from "fast-check"

export type Frame = Pick<ConverseStreamOutput, "contentBlockStart" | "contentBlockDelta" | "contentBlockStop">

const piece = fc.oneof(
  fc.constantFrom("word ", "a", "😀", "\ud83d", "\ude00", "\n\n", "日本", '"\\\u0001', "\u200b"),
  fc.string({ unit: "binary", maxLength: 12 }),
)
const pieces = fc.array(piece, { maxLength: 6 })
const textDeltas = pieces.map((all) => all.map((text) => ({ text })))
const cited = fc
  .tuple(pieces, fc.string({ maxLength: 8 }))
  .map(([all, title]) => [...all.map((text) => ({ text })), { citation: { title } }])
const reasoningDeltas = fc
  .tuple(pieces, fc.option(fc.base64String({ maxLength: 40 })))
  .map(([all, signature]) => [
    { reasoningContent: { text: "" } },
    ...all.map((text) => ({ reasoningContent: { text } })),
    ...(signature ? [{ reasoningContent: { signature } }] : []),
  ])
const redacted = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((redactedContent) => [{ reasoningContent: { redactedContent } }])
const input = fc
  .oneof(
    fc.json().map((json) => ({ "": 1, json })),
    fc.constant({}),
  )
  .map((value) => JSON.stringify(value))
const call = fc.tuple(input, fc.nat(60), fc.integer({ min: 1, max: 9 })).map(([json, cut, size]) => {
  const sent = cut > 50 ? json.slice(0, cut - 50) : json
  return Array.from({ length: Math.ceil(sent.length / size) }, (_, n) => ({ toolUse: { input: sent.slice(n * size, (n + 1) * size) } }))
})

type ModelBlock = { deltas: object[]; isCall: boolean }
const said = (deltas: fc.Arbitrary<object[]>) => deltas.map((all): ModelBlock => ({ deltas: all, isCall: false }))
const modelBlock = fc.oneof(
  said(textDeltas),
  said(cited),
  said(reasoningDeltas),
  said(redacted),
  call.map((deltas): ModelBlock => ({ deltas, isCall: true })),
)

/** The frames of an answer of any kinds of blocks. `late` ends come after the blocks that follow: earlier blocks change. */
export const modelFrames = (minLength = 1, maxLength = 5) =>
  fc.array(fc.tuple(modelBlock, fc.boolean()), { minLength, maxLength }).map(framesOf)

function framesOf(blocks: [ModelBlock, boolean][]): Frame[] {
  const frames: Frame[] = []
  const late: Frame[] = []
  for (const [contentBlockIndex, [{ deltas, isCall }, isLate]] of blocks.entries()) {
    if (isCall) {
      const start = { toolUse: { toolUseId: `t${contentBlockIndex}`, name: "look" } }
      frames.push({ contentBlockStart: { contentBlockIndex, start } } as Frame)
    }
    frames.push(...deltas.map((delta) => ({ contentBlockDelta: { contentBlockIndex, delta } }) as Frame))
    const stop: Frame = { contentBlockStop: { contentBlockIndex } }
    if (isLate) late.push(stop)
    else frames.push(stop)
  }
  return [...frames, ...late]
}

/** The frames as Bedrock sends them, up to the end of the answer. */
export const wireFrames = (frames: readonly Frame[]): [type: string, payload: object][] => [
  ["messageStart", { role: "assistant" }],
  ...frames.flatMap((frame) => Object.entries(frame).map(([type, payload]): [string, object] => [type, asJson(payload as object)])),
  ["messageStop", { stopReason: "end_turn" }],
  ["metadata", { usage: { inputTokens: 20, outputTokens: frames.length, totalTokens: 20 + frames.length }, metrics: { latencyMs: 7 } }],
]

/** Bytes are base64 in JSON. */
const asJson = (payload: object): object =>
  JSON.parse(JSON.stringify(payload, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value)))

export type Writing = {
  frames: Frame[] /** What the generator tells of them, with the end of the answer. */
  events: AnswerEvent[]
  blocks: StoredBlock[]
}

/** The events of an answer, cut after some of its frames. */
export const writing: fc.Arbitrary<Writing> = fc.tuple(modelFrames(), fc.nat(40)).map(([all, cut]) => {
  const frames = cut > 30 ? all.slice(0, Math.ceil((all.length * (cut - 30)) / 10)) : all
  return { frames, ...written(frames) }
})

export function written(frames: readonly Frame[]): { events: AnswerEvent[]; blocks: StoredBlock[] } {
  const events: AnswerEvent[] = []
  let time = 0
  const now = () => (time += 10)
  const answer = newAnswerBlocks((event) => void events.push(structuredClone(event)), now)
  const read = blockReader(now)
  for (const frame of frames) for (const event of read(frame as ConverseStreamOutput)) answer.add(event)
  answer.close()
  return { events, blocks: answer.blocks() }
}
