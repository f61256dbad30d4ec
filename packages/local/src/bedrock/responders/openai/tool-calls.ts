import { randomUUID } from "node:crypto"
import type { ResponderPiece } from "../../responder.ts"
import type { ToolCallDelta } from "./chat-chunk.ts"

type Call = { index: number; id: string | undefined; toolUseId: string; name: string; waiting: string; input: string }

/**
 * Converts streamed tool calls. The first call is passed on as it arrives. A server may interleave other calls: they are kept until the
 * end, because the blocks of an answer do not overlap.
 */
export class ToolCalls {
  readonly #calls: Call[]

  constructor() {
    this.#calls = []
  }

  *take(deltas: ToolCallDelta[]): Generator<ResponderPiece> {
    for (const delta of deltas) yield* this.#one(delta)
  }

  *finish(): Generator<ResponderPiece> {
    const [first, ...others] = this.#calls
    if (first?.input === "") yield { toolInput: "{}" }
    for (const { toolUseId, name, waiting } of others) {
      yield { toolUse: { toolUseId, name } }
      yield { toolInput: waiting === "" ? "{}" : waiting }
    }
  }

  *#one({ index, id, function: called }: ToolCallDelta): Generator<ResponderPiece> {
    const text = called?.arguments ?? ""
    const call = this.#calls.findLast((known) => known.index === (index ?? 0) && (!id || id === known.id))
    if (!call) {
      const begun = this.#begin(index ?? 0, id ?? undefined, called?.name ?? "")
      if (this.#calls.length === 1) yield { toolUse: { toolUseId: begun.toolUseId, name: begun.name } }
      yield* this.#add(begun, text)
    } else yield* this.#add(call, text)
  }

  #begin(index: number, id: string | undefined, name: string): Call {
    const usable = id !== undefined && /^[a-zA-Z0-9_-]{1,64}$/.test(id) && this.#calls.every(({ toolUseId }) => toolUseId !== id)
    const toolUseId = usable ? id : `tooluse_${randomUUID().replaceAll("-", "").slice(0, 22)}`
    const call = { index, id, toolUseId, name, waiting: "", input: "" }
    this.#calls.push(call)
    return call
  }

  *#add(call: Call, text: string): Generator<ResponderPiece> {
    if (text === "") return
    call.input += text
    if (call === this.#calls[0]) yield { toolInput: text }
    else call.waiting += text
  }
}
