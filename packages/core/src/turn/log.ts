import { epochSeconds, isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { inBatches } from "../conversation/turns.ts"
import { ConflictError, despiteConflicts } from "../entities/conflict.ts"
import type { Part } from "../entities/part.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { leaseOf } from "./lease.ts"

type LogContext = Pick<StoreContext, "store" | "now">
export type Run = Pick<Turn, "conversationId" | "turnId" | "runId">

/** Of 400 KB for an item. Longer events go into several parts. */
export const maxPartBytes = 64 * 1_024
const maxSeq = 999_999

/**
 * How long a stop or a seal is kept. A seal outlives the process that it shuts out, at most 15 minutes, and every request under way, so it is
 * not deleted but expires.
 */
const markSeconds = 3_600

const maxAttempts = 20
const deleteMs = 1_000

const keyOf = ({ conversationId, turnId, runId }: Run) => ({ conversationId, turnId, run: runId.slice(-8) })

/** The parts of a run's log after a number, in order and without a gap, as they are now. */
export async function readParts({ entities }: Store, run: Run, after = 0): Promise<Part[]> {
  // Not `gt`: without an upper end it also reads later runs and turns.
  const { data } = await entities.parts.query
    .primary(keyOf(run))
    .between({ seq: after + 1 }, { seq: maxSeq })
    .go({ pages: "all", consistent: true })
  // The parts of a turn that has ended are being deleted.
  const gap = data.findIndex(({ seq }, index) => seq !== after + 1 + index)
  return gap < 0 ? data : data.slice(0, gap)
}

export async function newestPart({ entities }: Store, run: Run): Promise<Part | undefined> {
  const { data } = await entities.parts.query.primary(keyOf(run)).go({ order: "desc", limit: 1, pages: 1, consistent: true })
  return data[0]
}

type NewPart = Pick<Part, "seq" | "kind" | "events" | "leaseUntil">

/** The item of a part. Stops and seals hold no text, and are kept for an hour. */
export const partOf = (turn: Turn, part: NewPart, now: number): Part => ({
  ...keyOf(turn),
  ...part,
  expiresAt: part.kind === "events" ? turn.expiresAt : epochSeconds(now) + markSeconds,
})

/** @param at when the turn ended, in milliseconds since 1970 */
export const sealOf = (turn: Turn, seq: number, at: number): Part => partOf(turn, { seq, kind: "seal", leaseUntil: isoTime(at) }, at)

/**
 * Appends a part if its number is free.
 * @returns the part that has the number already; `undefined`: appended
 */
export async function append({ store }: LogContext, part: Part, abortSignal?: AbortSignal): Promise<Part | undefined> {
  const written = await store.entities.parts
    .create(part)
    .go({ returnOnConditionCheckFailure: "all_old", ...(abortSignal && { abortSignal }) })
  if (!written.rejected) return undefined
  // Without the item in the reply, its number is taken all the same.
  if (!written.data) throw new ConflictError()
  return written.data
}

/** Appends a stop or a seal after the newest part. Does nothing if that is one already. */
export async function appendMark(context: LogContext, turn: Turn, kind: "stop" | "seal"): Promise<void> {
  // The generator appends about once in a second and a half, so the number is taken once or twice at most, unless a backlog drains.
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const newest = await newestPart(context.store, turn)
    if (newest?.kind === kind || newest?.kind === "seal") return
    const part = partOf(turn, { seq: (newest?.seq ?? 0) + 1, kind, leaseUntil: leaseOf(turn, newest) }, context.now())
    if (!(await despiteConflicts(() => append(context, part)))) return
  }
  throw new ConflictError()
}

/** Without the events. */
export type Place = Omit<Part, "events">

/** Deletes a conversation's whole log. Its seals stay until they expire. */
export async function deleteLog({ store, now }: LogContext, conversationId: string): Promise<void> {
  const { data } = await store.entities.parts.query
    .primary({ conversationId })
    .go({ pages: "all", consistent: true, attributes: ["conversationId", "turnId", "run", "seq", "kind", "leaseUntil", "expiresAt"] })
  await eraseParts(store, data, now())
}

/**
 * Deletes the parts of a turn that has ended: its message holds the text. What is left after a failure or a second is deleted with the
 * conversation or expires.
 */
export async function deleteParts({ store, now, log }: StoreContext, parts: readonly Place[]): Promise<void> {
  await eraseParts(store, parts, now(), AbortSignal.timeout(deleteMs)).catch((error: unknown) => {
    log("Parts of an answer log could not be deleted", { turnId: parts[0]?.turnId, error })
  })
}

/**
 * A part under a seal is overwritten by a seal: a generator that was shut out may not know that it is stored, and writes its number again. That
 * costs as much as deleting it.
 */
async function eraseParts({ entities: { parts } }: Store, all: readonly Place[], now: number, abortSignal?: AbortSignal): Promise<void> {
  const options = abortSignal && { abortSignal }
  const sealed = new Set(all.filter(({ kind }) => kind === "seal").map(({ turnId, run }) => `${turnId} ${run}`))
  const left = all.filter(({ kind }) => kind !== "seal")
  await inBatches(left, (place) =>
    despiteConflicts(() => (sealed.has(`${place.turnId} ${place.run}`) ? seal(place) : parts.delete(place).go(options))),
  )

  function seal({ conversationId, turnId, run, seq, leaseUntil }: Place) {
    const expiresAt = epochSeconds(now) + markSeconds
    return parts.put({ conversationId, turnId, run, seq, leaseUntil, kind: "seal", expiresAt }).go(options)
  }
}
