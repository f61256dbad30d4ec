import { bytesPerToken, fitBytes } from "../prompt/token-estimate.ts"
import type { ResponderPiece } from "../responder.ts"
import { type AnswerEvent, type BlockStart, signatureOf } from "./answer-block.ts"
import { StopSequences } from "./stop-sequences.ts"

type OpenBlock = { index: number; kind: BlockStart["kind"]; text: string }

/** Turns a responder's output into the events of an answer. Ends the answer at `maxTokens` or at a stop sequence. */
export class AnswerWriter {
  readonly #maxBytes: number
  readonly #sequences: string[]
  #stops: StopSequences
  #open: OpenBlock | undefined
  #blocks = 0
  #events: AnswerEvent[] = []
  /** UTF-8 bytes of all blocks. */
  bytes = 0
  calledTool = false
  ended: { stopReason: "max_tokens" | "stop_sequence"; stopSequence: string | null } | undefined

  constructor({ maxTokens, stopSequences }: { maxTokens: number; stopSequences: string[] }) {
    this.#maxBytes = maxTokens * bytesPerToken
    this.#sequences = stopSequences
    this.#stops = new StopSequences(stopSequences)
  }

  take(piece: ResponderPiece): AnswerEvent[] {
    if (typeof piece === "string") this.#text(piece)
    else if ("reasoning" in piece) {
      this.#inBlock({ kind: "reasoning" })
      this.#add(piece.reasoning)
    } else if ("toolUse" in piece) {
      this.#close()
      this.calledTool = true
      this.#start({ kind: "toolUse", ...piece.toolUse })
    } else this.#add(piece.toolInput)
    return this.#taken()
  }

  /** Closes the last block. */
  finish(): AnswerEvent[] {
    this.#close()
    return this.#taken()
  }

  #taken(): AnswerEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  #text(piece: string): void {
    if (this.#open && this.#open.kind !== "text") this.#close()
    const { text, sequence } = this.#stops.take(piece)
    if (text !== "") {
      this.#inBlock({ kind: "text" })
      this.#add(text)
    }
    if (sequence !== undefined && !this.ended) this.ended = { stopReason: "stop_sequence", stopSequence: sequence }
  }

  #inBlock(block: BlockStart): void {
    if (this.#open?.kind === block.kind) return
    // Without an open block, held text belongs to the text block that starts here.
    if (this.#open || block.kind !== "text") this.#close()
    this.#start(block)
  }

  #start(block: BlockStart): void {
    this.#open = { index: this.#blocks++, kind: block.kind, text: "" }
    this.#events.push({ type: "start", index: this.#open.index, block })
  }

  /** Appends as much of the text to the open block as `maxTokens` allows. */
  #add(text: string): void {
    const open = this.#open
    if (!open || this.ended) return
    const fitting = fitBytes(text, this.#maxBytes - this.bytes)
    this.bytes += Buffer.byteLength(fitting)
    if (fitting !== text) this.ended = { stopReason: "max_tokens", stopSequence: null }
    if (open.kind === "reasoning") open.text += fitting
    if (fitting !== "") this.#events.push({ type: "delta", index: open.index, kind: open.kind, text: fitting })
  }

  #close(): void {
    // The text block has ended: the held text is not the start of a stop sequence.
    const held = this.ended ? "" : this.#stops.rest()
    this.#stops = new StopSequences(this.#sequences)
    if (held !== "") {
      if (this.#open?.kind !== "text") this.#start({ kind: "text" })
      this.#add(held)
    }
    if (!this.#open) return
    const { index, kind, text } = this.#open
    this.#open = undefined
    this.#events.push({ type: "stop", index, ...(kind === "reasoning" && { signature: signatureOf(text) }) })
  }
}
