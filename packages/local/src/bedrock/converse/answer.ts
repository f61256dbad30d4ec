import type { AnswerEnd } from "../answer/answer.ts"
import type { AnswerBlock, AnswerEvent } from "../answer/answer-block.ts"
import type { AnswerFormat } from "../answer/answer-format.ts"
import { eventFrame } from "../frame.ts"

/** The fields that a request wants in its answer. */
export type ConverseEcho = {
  additionalModelResponseFieldPaths: string[]
  performanceConfig?: object | undefined
  serviceTier?: object | undefined
}

/**
 * Answers of Converse and ConverseStream. As in Bedrock, only tool calls have a `contentBlockStart`, the signature of reasoning is the last
 * delta of its block, and `metadata` follows `messageStop`.
 */
export const converseAnswer = ({ additionalModelResponseFieldPaths, performanceConfig, serviceTier }: ConverseEcho): AnswerFormat => {
  const served = { ...(performanceConfig && { performanceConfig }), ...(serviceTier && { serviceTier }) }
  const fields = (end: AnswerEnd) => responseFields(additionalModelResponseFieldPaths, end)
  return {
    whole: (_model, blocks, end) => ({
      body: {
        output: { message: { role: "assistant", content: blocks.map(contentOf) } },
        stopReason: end.stopReason,
        usage: end.usage,
        metrics: { latencyMs: end.latencyMs },
        ...fields(end),
        ...served,
      },
      headers: {},
    }),
    open: () => [eventFrame("messageStart", { role: "assistant" })],
    event: framesOf,
    close: (end) => [
      eventFrame("messageStop", { stopReason: end.stopReason, ...fields(end) }),
      eventFrame("metadata", { usage: end.usage, metrics: { latencyMs: end.latencyMs }, ...served }),
    ],
  }
}

function contentOf(block: AnswerBlock): object {
  if (block.kind === "text") return { text: block.text }
  if (block.kind === "reasoning") return { reasoningContent: { reasoningText: { text: block.text, signature: block.signature } } }
  const { toolUseId, name, input } = block
  return { toolUse: { toolUseId, name, input } }
}

function framesOf(event: AnswerEvent): Uint8Array[] {
  const contentBlockIndex = event.index
  if (event.type === "start") {
    if (event.block.kind !== "toolUse") return []
    const { toolUseId, name } = event.block
    return [eventFrame("contentBlockStart", { contentBlockIndex, start: { toolUse: { toolUseId, name } } })]
  }
  if (event.type === "delta") return [eventFrame("contentBlockDelta", { contentBlockIndex, delta: deltaOf(event) })]
  const stop = eventFrame("contentBlockStop", { contentBlockIndex })
  if (event.signature === undefined) return [stop]
  return [eventFrame("contentBlockDelta", { contentBlockIndex, delta: { reasoningContent: { signature: event.signature } } }), stop]
}

function deltaOf({ kind, text }: AnswerEvent & { type: "delta" }): object {
  if (kind === "text") return { text }
  return kind === "reasoning" ? { reasoningContent: { text } } : { toolUse: { input: text } }
}

/** The fields of Claude's own answer that Converse has no member for. */
function responseFields(paths: string[], { stopSequence }: AnswerEnd): { additionalModelResponseFields?: object } {
  if (paths.length === 0) return {}
  return {
    additionalModelResponseFields: {
      ...(paths.includes("/stop_sequence") && { stop_sequence: stopSequence }),
      ...(paths.includes("/delta/stop_sequence") && { delta: { stop_sequence: stopSequence } }),
    },
  }
}
