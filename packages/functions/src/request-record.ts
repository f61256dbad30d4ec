import { AsyncLocalStorage } from "node:async_hooks"
import type { EndedTurn } from "@parley/core/context.ts"
import type { TurnEvent } from "@parley/core/turn/events.ts"
import type { ErrorCode } from "@parley/core/visible-error.ts"

/** What becomes known of a request while it is served: its log line and its metrics are made of it. Never what people or the model said. */
export type RequestRecord = {
  requestId: string
  startedAt: number
  turnId?: string
  /** The last error that the caller was told of; `scope` says whose limit was met. */
  problem?: { code: ErrorCode; scope?: string }
  firstTextAt?: number
  /** The turns that ended in this request: its own, and dead ones that it met. */
  turns: EndedTurn[]
}

const records = new AsyncLocalStorage<RequestRecord>()

/** Runs the work of one request; what it notes goes into its record, also where requests share a process. */
export const withRecord = <Result>(record: RequestRecord, work: () => Result): Result => records.run(record, work)

/** The record of the request that is being served; none while the function loads. */
export const currentRecord = (): RequestRecord | undefined => records.getStore()

export const noteTurn = (turn: EndedTurn): void => void currentRecord()?.turns.push(turn)

export const noteTurnId = (turnId: string): void => note((record) => (record.turnId = turnId))

export const noteProblem = (code: ErrorCode, scope?: string): void =>
  note((record) => (record.problem = { code, ...(scope !== undefined && { scope }) }))

export function noteEvent(event: TurnEvent): void {
  if (event.event === "delta") note((record) => (record.firstTextAt ??= Date.now()))
  // The end of one following is no problem: the turn goes on.
  if (event.event === "error" && event.data.code !== "turn.follow") noteProblem(event.data.code)
}

function note(change: (record: RequestRecord) => unknown): void {
  const record = currentRecord()
  if (record) change(record)
}
