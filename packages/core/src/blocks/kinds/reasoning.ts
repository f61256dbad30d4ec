import { quoted } from "../../conversation/enclosed.ts"
import { tokenBound } from "../../model/token-bound.ts"
import type { ServerBlockOf } from "../block.ts"
import type { Growing, Kind } from "../kind.ts"

type Reasoning = ServerBlockOf<"reasoning">["reasoning"]

export const reasoning: Kind<"reasoning"> = {
  tokenBound: ({ reasoning: { text = "", signature, redactedContent } }) =>
    signature || redactedContent ? tokenBound(text) + tokenBound(signature ?? "") + tokenBound(redactedContent ?? "") : 0,
  // Only reasoning with its proof is sent back: a model refuses one without. A signature may come with an empty text.
  toConverse({ reasoning: { text = "", signature, redactedContent } }) {
    if (redactedContent) return { reasoningContent: { redactedContent: Buffer.from(redactedContent, "base64") } }
    return signature ? { reasoningContent: { reasoningText: { text, signature } } } : undefined
  },
  open: ({ delta }) => (delta?.reasoningContent ? growing() : undefined),
  toMarkdown: ({ reasoning: { text } }) => quoted(text ? `*Reasoning*\n\n${text}` : "*Reasoning*"),
}

function growing(): Growing {
  let text = ""
  let signature = ""
  const redacted: Uint8Array[] = []
  return {
    block: { reasoning: { milliseconds: 0 } },
    add({ reasoningContent = {} as never }) {
      const piece = reasoningContent.text ?? ""
      text += piece
      signature += reasoningContent.signature ?? ""
      if (reasoningContent.redactedContent) redacted.push(reasoningContent.redactedContent)
      return piece
    },
    close(milliseconds) {
      const whole: Reasoning = {
        ...(text && { text }),
        milliseconds,
        ...(signature && { signature }),
        ...(redacted.length > 0 && { redactedContent: Buffer.concat(redacted).toString("base64") }),
      }
      return { reasoning: whole }
    },
  }
}
