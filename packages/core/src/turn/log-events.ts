import type { StoredBlock } from "../blocks/stored.ts"
import type { Part } from "../entities/part.ts"
import type { Turn } from "../entities/turn.ts"

/** The changes of an answer, in order. Only the last block grows. */
export type AnswerEvent =
  /** Opens a block. It voids every block from this index on. */
  | { type: "block"; index: number; block: StoredBlock }
  /** More text of the last block. Never ends inside a surrogate pair. */
  | { type: "delta"; index: number; text: string }
  /** Replaces everything of a block but its text. */
  | { type: "update"; index: number; block: StoredBlock }

/** The events of an answer's log, in order. An event that is larger than a part of the log is a list of pieces of its JSON. */
export type LogEvent = AnswerEvent | { type: "piece"; json: string; isLast?: true }

/** The content of a log: its blocks, and the beginning of an event whose last piece is still missing. */
export type Logged = { blocks: readonly StoredBlock[]; pieces: string }

export const nothingLogged: Logged = { blocks: [], pieces: "" }

/** The blocks of a running turn so far. @param parts all parts of its log; a version without a log keeps one text in the turn */
export const runBlocks = ({ text }: Turn, parts: readonly Part[]): readonly StoredBlock[] =>
  withParts({ blocks: text ? [{ text }] : [], pieces: "" }, parts).blocks

/** Adds parts of a log to the content of earlier ones. Parts after a seal do not count. */
export function withParts(earlier: Logged, parts: readonly Part[]): Logged {
  const sealed = parts.findIndex(({ kind }) => kind === "seal")
  const counted = sealed < 0 ? parts : parts.slice(0, sealed)
  return counted.flatMap(({ events }) => (events ? (JSON.parse(events) as LogEvent[]) : [])).reduce(withLogEvent, earlier)
}

function withLogEvent({ blocks, pieces }: Logged, event: LogEvent): Logged {
  if (event.type !== "piece") return { blocks: withEvent(blocks, event), pieces }
  const json = pieces + event.json
  return event.isLast ? { blocks: withEvent(blocks, JSON.parse(json)), pieces: "" } : { blocks, pieces: json }
}

/** The blocks after an event. */
export function withEvent(blocks: readonly StoredBlock[], event: AnswerEvent): readonly StoredBlock[] {
  const { index } = event
  if (event.type === "block") return [...blocks.slice(0, index), event.block]
  const { text, ...rest } = blocks[index] ?? {}
  if (event.type === "delta") return blocks.with(index, { ...rest, text: (text ?? "") + event.text })
  return blocks.with(index, { ...event.block, ...(text !== undefined && { text }) })
}
