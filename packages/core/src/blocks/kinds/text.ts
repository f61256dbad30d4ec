import type { CitationsDelta } from "@aws-sdk/client-bedrock-runtime"
import type { BlockOf } from "@parley/api/block.ts"
import { tokenBound } from "../../model/token-bound.ts"
import type { Growing, Kind } from "../kind.ts"

type BlockCitation = NonNullable<BlockOf<"text">["citations"]>[number]

export const text: Kind<"text"> = {
  tokenBound: (block) => tokenBound(block.text),
  // Converse refuses a text without a visible character.
  toConverse: (block) => (block.text.trim() === "" ? undefined : { text: block.text }),
  open: ({ delta }) => (delta?.text || delta?.citation ? growing() : undefined),
  toMarkdown: (block) => block.text,
}

function growing(): Growing {
  let whole = ""
  const citations: BlockCitation[] = []
  return {
    block: { text: "" },
    add(delta) {
      if (delta.citation) citations.push(citationOf(delta.citation))
      whole += delta.text ?? ""
      return delta.text ?? ""
    },
    close: () => ({ text: whole, ...(citations.length > 0 && { citations }) }),
  }
}

function citationOf({ title, sourceContent, location }: CitationsDelta): BlockCitation {
  const quote = sourceContent?.map((part) => part.text ?? "").join("")
  const page = location?.documentPage?.start
  const url = location?.web?.url
  return { ...(title && { title }), ...(page !== undefined && { page }), ...(url && { url }), ...(quote && { quote }) }
}
