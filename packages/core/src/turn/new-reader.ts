import { blockReader } from "./block-reader.ts"
import type { Emit } from "./events.ts"
import { positionOf, runTag } from "./position.ts"
import type { Reader } from "./reader.ts"
import { textReader } from "./text-reader.ts"

/** The position of a caller: the `id` of its last event, or, of a caller without blocks, the length of its text in UTF-16 code units. */
export type After = string | number | undefined

/** @param after belongs to any run of the turn */
export const newReader = (after: After, runId: string, emit: Emit): Reader =>
  typeof after === "number"
    ? textReader(after, emit)
    : blockReader(after === undefined ? undefined : positionOf(after), runTag(runId), emit)
