import type { BlockOf } from "@parley/api/block.ts"
import { maxNormalizationGrowth } from "../../model/token-bound.ts"
import { escaped } from "../escaped.ts"
import type { Kind } from "../kind.ts"

type Document = BlockOf<"document">["document"]

/** The text of a page. Source: Anthropic's documentation of PDF support, 1,500 to 3,000; the page as an image is added. */
const pageTextTokens = 3_000
/** Formats whose bytes are the text that the model reads. */
const plainFormats = new Set<Document["format"]>(["csv", "html", "md", "txt"])

export const document: Kind<"document"> = {
  tokenBound({ document: { format, pages, bytes } }, { imageTokens }) {
    if (pages !== undefined) return pages * (pageTextTokens + imageTokens)
    // The bytes of a compressed format say nothing about its text.
    return plainFormats.has(format) ? bytes * maxNormalizationGrowth : Number.POSITIVE_INFINITY
  },
  toConverse({ document: { fileId, format } }, { bytesOf, nextDocument }) {
    const name = `document ${nextDocument()}`
    const bytes = bytesOf(fileId)
    return bytes ? { document: { format, name, source: { bytes } } } : { text: `[${name} is no longer available]` }
  },
  toMarkdown: ({ document: { name, format, pages } }) =>
    `*Document: ${escaped(name)} (${format}${pages === undefined ? "" : `, ${pages} ${pages === 1 ? "page" : "pages"}`})*`,
}
