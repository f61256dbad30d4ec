import type { Block } from "@parley/api/block.ts"
import type { Frame } from "@parley/testing/answers/writing.ts"

export const delta = (contentBlockIndex: number, of: object) => ({ contentBlockDelta: { contentBlockIndex, delta: of } }) as Frame
export const stop = (contentBlockIndex: number): Frame => ({ contentBlockStop: { contentBlockIndex } })
export const call = (contentBlockIndex: number, input: string[]): Frame[] => [
  { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: `t${contentBlockIndex}`, name: "look" } } } },
  ...input.map((piece) => delta(contentBlockIndex, { toolUse: { input: piece } })),
]
export const reasoning = [
  ...["Let me ", "think \ud83d", "\ude00 of it"].map((text) => delta(0, { reasoningContent: { text } })),
  delta(0, { reasoningContent: { signature: "c2lnbmVk" } }),
  stop(0),
]
/** Each kind of block that a model writes, after or before a text. */
export const blockKinds: [string, Frame[]][] = [
  ["a text", [..."A text of words".split(" ").map((word) => delta(0, { text: `${word} ` })), stop(0)]],
  ["a text with a citation", [delta(0, { text: "Look " }), delta(0, { citation: { title: "Map" } }), delta(0, { text: "there" }), stop(0)]],
  ["reasoning", [...reasoning, delta(1, { text: "So it is." }), stop(1)]],
  ["a call of a tool", [delta(0, { text: "I look" }), stop(0), ...call(1, ['{"at":', '"home"}']), stop(1)]],
  [
    "calls side by side",
    [
      delta(0, { text: "I look" }),
      ...call(1, ['{"at"']),
      ...call(2, ["{}"]),
      delta(1, { toolUse: { input: ":1}" } }),
      stop(0),
      stop(1),
      stop(2),
    ],
  ],
]

/** The time of reasoning depends on the machine. */
export const untimed = (block: Block): Block => ("reasoning" in block ? { reasoning: { ...block.reasoning, milliseconds: 0 } } : block)
