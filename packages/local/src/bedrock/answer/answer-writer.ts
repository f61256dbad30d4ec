import { bytesPerToken, fitBytes } from "../prompt/token-estimate.ts"
import type { ResponderPiece } from "../responder.ts"
import { type AnswerEvent, type BlockStart, signatureOf } from "./answer-block.ts"
import { StopSequences } from "./stop-sequences.ts"

type OpenBlock = { index: number; kind: BlockStart["kind"]; text: string }

/** Turns the pieces of a responder into the events of an answer, and ends it at `maxTokens` or at a stop sequence. */
export class AnswerWriter {
  readonly #maxBytes: number
  readonly #sequences: string[]
  #stops: StopSequences
  #open: OpenBlock | undefined
  #blocks = 0
  /** UTF-8 bytes of all blocks. */
  bytes = 0
  calledTool = false
  ended: { stopReason: "max_tokens" | "stop_sequence"; stopSequence: string | null } | undefined

  constructor({ maxTokens, stopSequences }: { maxTokens: number; stopSequences: string[] }) {
    this.#maxBytes = maxTokens * bytesPerToken
    this.#sequences = stopSequences
    this.#stops = new StopSequences(stopSequences)
  }

  *take(piece: ResponderPiece): Generator<AnswerEvent> {
    if (typeof piece === "string") yield* this.#text(piece)
    else if ("reasoning" in piece) {
      yield* this.#inBlock({ kind: "reasoning" })
      yield* this.#fitting(piece.reasoning)
    } else if ("toolUse" in piece) {
      yield* this.#close()
      this.calledTool = true
      yield* this.#start({ kind: "toolUse", ...piece.toolUse })
    } else yield* this.#fitting(piece.toolInput)
  }

  /** Closes the last block. */
  *finish(): Generator<AnswerEvent> {
    yield* this.#close()
  }

  *#text(piece: string): Generator<AnswerEvent> {
    if (this.#open && this.#open.kind !== "text") yield* this.#close()
    const { text, sequence } = this.#stops.take(piece)
    if (text !== "") {
      yield* this.#inBlock({ kind: "text" })
      yield* this.#fitting(text)
    }
    if (sequence !== undefined && !this.ended) this.ended = { stopReason: "stop_sequence", stopSequence: sequence }
  }

  *#inBlock(block: BlockStart): Generator<AnswerEvent> {
    if (this.#open?.kind === block.kind) return
    // Where no block is open yet, held text belongs to the block of text that begins here.
    if (this.#open || block.kind !== "text") yield* this.#close()
    yield* this.#start(block)
  }

  *#start(block: BlockStart): Generator<AnswerEvent> {
    this.#open = { index: this.#blocks++, kind: block.kind, text: "" }
    yield { type: "start", index: this.#open.index, block }
  }

  *#fitting(text: string): Generator<AnswerEvent> {
    const open = this.#open
    if (!open || this.ended) return
    const fitting = fitBytes(text, this.#maxBytes - this.bytes)
    this.bytes += Buffer.byteLength(fitting)
    if (fitting !== text) this.ended = { stopReason: "max_tokens", stopSequence: null }
    if (open.kind === "reasoning") open.text += fitting
    if (fitting !== "") yield { type: "delta", index: open.index, kind: open.kind, text: fitting }
  }

  *#close(): Generator<AnswerEvent> {
    // A block of text is over: what looked like the beginning of a stop sequence was none.
    const held = this.ended ? "" : this.#stops.rest()
    this.#stops = new StopSequences(this.#sequences)
    if (held !== "") {
      if (this.#open?.kind !== "text") yield* this.#start({ kind: "text" })
      yield* this.#fitting(held)
    }
    if (!this.#open) return
    const { index, kind, text } = this.#open
    this.#open = undefined
    yield { type: "stop", index, ...(kind === "reasoning" && { signature: signatureOf(text) }) }
  }
}
