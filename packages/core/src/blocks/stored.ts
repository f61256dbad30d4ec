import type { Block } from "@parley/api/block.ts"
import { utf8Bytes } from "../content.ts"
import { textOf } from "../text.ts"
import { publicBlock, type ServerBlock } from "./block.ts"
import { isKind } from "./kinds.ts"

/**
 * A block in the table. `data` is the JSON of everything but the text, because DynamoDB refuses some JSON as a map: a key of no characters,
 * 32 levels, numbers above 1e126. A text without citations is `{text}`, the only form of earlier versions.
 */
export type StoredBlock = { text?: string | undefined; data?: string | undefined }

export const storedBlocks = (blocks: readonly ServerBlock[]): StoredBlock[] => blocks.map(storedBlock)

/** Reads stored blocks, also those of earlier versions. A block of a later version becomes `unknown`: positions in the list stay the same. */
export const blocksOf = (stored: readonly StoredBlock[]): ServerBlock[] => stored.map(blockOf)

export const publicBlocks = (stored: readonly StoredBlock[]): Block[] => blocksOf(stored).map(publicBlock)

/** A block as the API shows it without its text: as `block` opens it, or `update` replaces it. */
export const withoutText = ({ data }: StoredBlock): Block => publicBlock(blockOf(isTextBlock({ data }) ? { text: "", data } : { data }))

export const isTextBlock = ({ data }: StoredBlock): boolean => data === undefined || kindOf(parsed(data)) === undefined

/** The number of a block's last update in its turn; 0: it has none. */
export function revOf({ data }: StoredBlock): number {
  const { rev = 0 }: { rev?: number } = data === undefined ? {} : parsed(data)
  return rev
}

/** The text blocks of a stored message as one text. */
export const storedText = (stored: readonly StoredBlock[]): string => textOf(blocksOf(stored))

/**
 * The bytes that the blocks take of an item: names and values in UTF-8, 3 for a map, 1 for an element of a list and for each pair of a map
 * (DynamoDB Developer Guide, "DynamoDB item sizes and formats").
 */
export const storedBytes = (stored: readonly StoredBlock[]): number =>
  stored.reduce((sum, { text, data }) => sum + 4 + pairBytes("text", text) + pairBytes("data", data), 0)

const pairBytes = (name: string, value: string | undefined) => (value === undefined ? 0 : 1 + name.length + utf8Bytes(value))

export function storedBlock(block: ServerBlock): StoredBlock {
  if ("text" in block) {
    const { text, ...rest } = block
    return { text, ...dataOf(rest) }
  }
  if (!("reasoning" in block)) return dataOf(block)
  const { text, ...reasoning } = block.reasoning
  return { ...(text !== undefined && { text }), ...dataOf({ ...block, reasoning }) }
}

const dataOf = (rest: object): StoredBlock => (Object.keys(rest).length > 0 ? { data: JSON.stringify(rest) } : {})

function blockOf({ text, data }: StoredBlock): ServerBlock {
  const rest = data === undefined ? {} : parsed(data)
  const kind = kindOf(rest)
  if (kind === undefined && text !== undefined) return { ...rest, text }
  if (kind === undefined || !isKind(kind)) return { unknown: { kind: kind ?? "" } }
  const block = rest as ServerBlock
  return "reasoning" in block && text !== undefined ? { ...block, reasoning: { ...block.reasoning, text } } : block
}

/** Every kind but text is a key with an object; what else lies beside a text belongs to the text. */
const kindOf = (rest: object): string | undefined =>
  Object.entries(rest).find(([, value]) => typeof value === "object" && value !== null && !Array.isArray(value))?.[0]

function parsed(data: string): object {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}
