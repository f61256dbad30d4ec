import type { ImageBlock } from "@aws-sdk/client-bedrock-runtime"
import type { BlockOf } from "@parley/api/block.ts"
import type { OfferedModel } from "../../model/catalogue.ts"
import { escaped } from "../escaped.ts"
import type { FileBytes, Kind } from "../kind.ts"

type Image = BlockOf<"image">["image"]

/** The pixels of one side of a patch; a patch is a token. Source: Anthropic's documentation of vision. */
const patchPixels = 28
/** Above the formula, measured answers have up to 117 tokens more. */
const overheadTokens = 128

export const image: Kind<"image"> = {
  tokenBound: (block, model) => imageTokenBound(block.image, model),
  toConverse: (block, { bytesOf }) => {
    const converted = converseImage(block.image, bytesOf)
    return converted ? { image: converted } : { text: "[An image that is no longer available]" }
  },
  toMarkdown: ({ image: { name, format, width, height } }) =>
    `*Image${name ? `: ${escaped(name)}` : ""} (${format}, ${width} × ${height})*`,
}

/** A model reduces large images; the bound needs no size after that, because a reduced image has fewer patches and the tokens have a cap. */
export const imageTokenBound = ({ width, height }: Pick<Image, "width" | "height">, { imageTokens }: Pick<OfferedModel, "imageTokens">) =>
  Math.min(Math.ceil(width / patchPixels) * Math.ceil(height / patchPixels), imageTokens) + overheadTokens

export function converseImage({ fileId, format }: Image, bytesOf: FileBytes): ImageBlock | undefined {
  const bytes = bytesOf(fileId)
  return bytes && { format, source: { bytes } }
}
