import { blockReader } from "./block-reader.ts"
import type { Emit } from "./events.ts"
import { positionOf, runTag } from "./position.ts"
import type { Reader } from "./reader.ts"
import { textReader } from "./text-reader.ts"

/** What a caller already holds: the `id` of the last event; a number, of callers from before there were blocks: UTF-16 code units of its text. */
export type After = string | number | undefined

/** @param after belongs to any run of the turn */
export const newReader = (after: After, runId: string, emit: Emit): Reader =>
  typeof after === "number"
    ? textReader(after, emit)
    : blockReader(after === undefined ? undefined : positionOf(after), runTag(runId), emit)
