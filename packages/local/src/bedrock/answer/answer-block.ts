import { createHash } from "node:crypto"
import { BedrockError } from "../bedrock-error.ts"

/** The start of a block in an answer. */
export type BlockStart = { kind: "text" } | { kind: "reasoning" } | { kind: "toolUse"; toolUseId: string; name: string }

/**
 * The events of a streamed answer, block by block. Blocks never overlap. The deltas of a tool call are fragments of its input's JSON text.
 */
export type AnswerEvent =
  | { type: "start"; index: number; block: BlockStart }
  | { type: "delta"; index: number; kind: BlockStart["kind"]; text: string }
  | { type: "stop"; index: number; signature?: string }

/** A finished block of an answer. */
export type AnswerBlock =
  | { kind: "text"; text: string }
  | { kind: "reasoning"; text: string; signature: string }
  | { kind: "toolUse"; toolUseId: string; name: string; input: unknown }

/** Builds the blocks of an answer from its events. */
export class BlockCollector {
  readonly #blocks: { start: BlockStart; text: string; signature: string }[] = []

  take(event: AnswerEvent): void {
    if (event.type === "start") {
      this.#blocks.push({ start: event.block, text: "", signature: "" })
      return
    }
    const last = this.#blocks.at(-1)
    if (!last) return
    if (event.type === "delta") last.text += event.text
    else last.signature = event.signature ?? ""
  }

  /** @param cut the answer ended at `maxTokens`. A tool's input may then be incomplete JSON, which counts as an empty input. */
  blocks(cut: boolean): AnswerBlock[] {
    return this.#blocks.map(({ start, text, signature }) => {
      if (start.kind === "text") return { kind: "text", text }
      if (start.kind === "reasoning") return { kind: "reasoning", text, signature }
      return { ...start, input: inputOf(text, cut) }
    })
  }
}

function inputOf(json: string, cut: boolean): unknown {
  try {
    return JSON.parse(json || "{}")
  } catch {
    if (cut) return {}
    throw new BedrockError("ModelErrorException", "The model called a tool with an input that is not JSON.")
  }
}

/** A placeholder for the signature that Claude adds to its reasoning. Clients send it back; the endpoint accepts any value. */
export const signatureOf = (reasoning: string): string => createHash("sha512").update(`parley\0${reasoning}`).digest("base64")
