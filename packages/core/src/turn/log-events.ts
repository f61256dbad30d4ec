import type { StoredBlock } from "../blocks/stored.ts"
import type { Part } from "../entities/part.ts"
import type { Turn } from "../entities/turn.ts"

/** What the log says of an answer, in order. Only the last block grows. */
export type LogEvent =
  /** Opens a block. It voids every block from this index on. */
  | { type: "block"; index: number; block: StoredBlock }
  /** More text of the last block. Never ends inside a surrogate pair. */
  | { type: "delta"; index: number; text: string }
  /** Replaces everything of a block but its text. */
  | { type: "update"; index: number; block: StoredBlock }

/** The blocks of a running turn so far. @param parts all parts of its log; a version without a log keeps one text in the turn */
export const runBlocks = ({ text }: Turn, parts: readonly Part[]): StoredBlock[] => withParts(text ? [{ text }] : [], parts)

/** The blocks that a log's parts add up to, after the blocks of earlier parts. Nothing counts after a seal. */
export function withParts(earlier: readonly StoredBlock[], parts: readonly Part[]): StoredBlock[] {
  const sealed = parts.findIndex(({ kind }) => kind === "seal")
  const counted = sealed < 0 ? parts : parts.slice(0, sealed)
  return counted.flatMap(({ events }) => (events ? (JSON.parse(events) as LogEvent[]) : [])).reduce<StoredBlock[]>(withEvent, [...earlier])
}

function withEvent(blocks: StoredBlock[], event: LogEvent): StoredBlock[] {
  const { index } = event
  if (event.type === "block") return [...blocks.slice(0, index), event.block]
  const { text, ...rest } = blocks[index] ?? {}
  if (event.type === "delta") return blocks.with(index, { ...rest, text: (text ?? "") + event.text })
  return blocks.with(index, { ...event.block, ...(text !== undefined && { text }) })
}
