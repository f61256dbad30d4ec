import type { ContentBlock, ContentBlockDelta, ContentBlockStart } from "@aws-sdk/client-bedrock-runtime"
import type { BlockKind } from "@parley/api/block.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import type { ServerBlock, ServerBlockOf } from "./block.ts"

/** The bytes of a stored file; `undefined` if it no longer exists. */
export type FileBytes = (fileId: string) => Uint8Array | undefined

/** What a block becomes in a request to Converse. */
export type ConverseContext = {
  bytesOf: FileBytes
  /** The number of a document in the request, from 1: models get neutral names, because a file's name may hold instructions. */
  nextDocument: () => number
}

/** The part of a stream that can open a block: a `contentBlockStart`, or a first `contentBlockDelta`. */
export type Opening = { start?: ContentBlockStart | undefined; delta?: ContentBlockDelta | undefined }

/** A block that a model is writing. */
export type Growing = {
  /** As it was opened. */
  block: ServerBlock
  /** Takes a delta. Returns what it adds to the text of the block. */
  add(delta: ContentBlockDelta): string
  /** The whole block, `milliseconds` after it was opened. */
  close(milliseconds: number): ServerBlock
}

/** What the server knows of a kind of block. The schema is in packages/api, the renderer in packages/site. */
export type Kind<Name extends BlockKind> = {
  /** The most tokens that the block takes of a prompt. */
  tokenBound(block: ServerBlockOf<Name>, model: OfferedModel): number
  /** `undefined`: the model does not get the block. */
  toConverse(block: ServerBlockOf<Name>, context: ConverseContext): ContentBlock | undefined
  /** Opens a block of this kind if the stream begins one; absent: models write none. */
  open?(opening: Opening): Growing | undefined
  /** The block in a Markdown export, in English. */
  toMarkdown(block: ServerBlockOf<Name>): string
}
