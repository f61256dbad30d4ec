import { AsyncLocalStorage } from "node:async_hooks"
import type { EndedTurn } from "@parley/core/context.ts"
import type { TurnEvent } from "@parley/core/turn/events.ts"
import type { ErrorCode } from "@parley/core/visible-error.ts"

/** Facts of a request, collected while it is served, for its log line and metrics. Never text of people or of the model. */
export type RequestRecord = {
  requestId: string
  startedAt: number
  turnId?: string
  /** The last error in an answer; `scope` names the limit that was reached. */
  problem?: { code: ErrorCode; scope?: string }
  firstTextAt?: number
  /** The turns that ended in this request: its own, and dead ones that it recovered. */
  turns: EndedTurn[]
}

const records = new AsyncLocalStorage<RequestRecord>()

/** Runs the work of one request with its own record, also if requests share a process. */
export const withRecord = <Result>(record: RequestRecord, work: () => Result): Result => records.run(record, work)

/** The record of the request that is being served; none while the function loads. */
export const currentRecord = (): RequestRecord | undefined => records.getStore()

export const noteTurn = (turn: EndedTurn): void => void currentRecord()?.turns.push(turn)

export const noteTurnId = (turnId: string): void => note((record) => (record.turnId = turnId))

export const noteProblem = (code: ErrorCode, scope?: string): void =>
  note((record) => (record.problem = { code, ...(scope !== undefined && { scope }) }))

export function noteEvent(event: TurnEvent): void {
  if (isText(event)) note((record) => (record.firstTextAt ??= Date.now()))
  // The end of a follow is not an error: the turn continues.
  if (event.event === "error" && event.data.code !== "turn.follow") noteProblem(event.data.code)
}

/** A block of text opens with its first characters; a caller that reads no blocks gets the text alone. */
const isText = (event: TurnEvent) =>
  event.event === "block" ? "text" in event.data.block : event.event === "delta" && event.data.index === undefined

function note(change: (record: RequestRecord) => unknown): void {
  const record = currentRecord()
  if (record) change(record)
}
