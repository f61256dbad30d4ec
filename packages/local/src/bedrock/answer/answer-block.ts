import { createHash } from "node:crypto"
import { BedrockError } from "../bedrock-error.ts"

/** How a block of an answer begins. */
export type BlockStart = { kind: "text" } | { kind: "reasoning" } | { kind: "toolUse"; toolUseId: string; name: string }

/** A streamed answer in the order of its blocks, which never overlap. The deltas of a tool call are pieces of its input's JSON text. */
export type AnswerEvent =
  | { type: "start"; index: number; block: BlockStart }
  | { type: "delta"; index: number; kind: BlockStart["kind"]; text: string }
  | { type: "stop"; index: number; signature?: string }

/** A finished block of an answer. */
export type AnswerBlock =
  | { kind: "text"; text: string }
  | { kind: "reasoning"; text: string; signature: string }
  | { kind: "toolUse"; toolUseId: string; name: string; input: unknown }

/** Puts the blocks of an answer together from its events. */
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

  /** @param cut the answer ended at `maxTokens`, so a tool's input may be half a JSON text, which counts as an empty one. */
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

/** A stand-in for the signature that Claude puts under its reasoning. Clients send it back; the endpoint takes any. */
export const signatureOf = (reasoning: string): string => createHash("sha512").update(`parley\0${reasoning}`).digest("base64")
