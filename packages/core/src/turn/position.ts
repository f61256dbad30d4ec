/**
 * How far a reader has come in an answer: a state, not a number of events, so that the generator, the log and the stored message give the same
 * positions however the text was cut into pieces.
 */
export type Position = {
  /** The last 8 characters of the `runId`. */
  run: string
  /** The index of the last block, -1 before the first one. */
  block: number
  /** The length of its text in UTF-16 code units. */
  length: number
  /** The number of the last update. */
  update: number
}

export const runTag = (runId: string): string => runId.slice(-8)

export const startOf = (run: string): Position => ({ run, block: -1, length: 0, update: 0 })

/** The opaque `id` of an event: base64url of `run.block.length.update`. */
export const positionId = ({ run, block, length, update }: Position): string =>
  Buffer.from(`${run}.${block}.${length}.${update}`).toString("base64url")

/** Reads an `id`; `undefined` if it cannot be one. */
export function positionOf(id: string): Position | undefined {
  const [, run = "", ...numbers] =
    /^([0-9A-HJKMNP-TV-Z]{8})\.(-1|\d{1,6})\.(\d{1,8})\.(\d{1,8})$/.exec(Buffer.from(id, "base64url").toString("latin1")) ?? []
  const [block = -1, length = 0, update = 0] = numbers.map(Number)
  const position = { run, block, length, update }
  return positionId(position) === id ? position : undefined
}
