import type { ServerBlockOf } from "./blocks/block.ts"
import type { Clock } from "./clock.ts"
import type { Store } from "./entities/store.ts"
import type { EndStatus } from "./entities/turn.ts"
import type { ModelCaller } from "./model/call.ts"
import type { OfferedModel } from "./model/catalogue.ts"
import type { NanoDollars, TokenUsage } from "./model/price.ts"
import type { Instructions } from "./model/request.ts"
import type { Pace } from "./turn/pace.ts"
import type { ErrorCode } from "./visible-error.ts"

export type TurnSettings = {
  /** The first one is the default; all are on offer. */
  models: [OfferedModel, ...OfferedModel[]]
  instructions: Instructions
  maxTokens: number
  /** The most model calls of one turn. */
  maxSteps: number
  /** The longest turn, in milliseconds. */
  maxTurnMs: number
  /** The most that one turn can cost; absent: only the budgets of the day limit it. */
  turnBudget?: NanoDollars
  /** The most tokens of the history. */
  contextTokens: number
  retentionDays: number
  /** Per UTC day. */
  budgets: { visitor: NanoDollars; address: NanoDollars; stage: NanoDollars }
  turnsPerVisitorDaily: number
  /** Units of search, export, joins and changes per owner and UTC minute, five times as many per address; 0 is no limit. */
  requestsPerMinute: number
  /** Beginning turns of a UTC minute; 0 is no limit. */
  turnsPerMinute: { visitor: number; address: number }
  /** The most of the stage's budget that they may use together, from 0 to 1: visitors who were never seen before, and all visitors. */
  shares: { newcomers: number; visitors: number }
  /** Whether all of the stage's budget may be used from midnight on, or a 24th more with every hour. */
  stageRelease: "daily" | "hourly"
}

/** Runs the tools that a model calls. */
export type Tools = {
  /** Runs a call. Never throws: a failure is a result with status `error`. */
  run(call: ServerBlockOf<"toolUse">["toolUse"], signal: AbortSignal): Promise<ServerBlockOf<"toolResult">["toolResult"]>
}

/** What running a turn needs. */
export type TurnContext = {
  store: Store
  callModel: ModelCaller
  /** Without tools a turn ends with the first model call. */
  tools?: Tools
  settings: TurnSettings
  now: Clock
  /** Fields never contain text of users or the model. */
  log: (message: string, fields: Record<string, unknown>) => void
  /** Default: `usualPace`. */
  pace?: Pace
  /** Gets every turn that this process ended, once its end is stored. */
  turnEnded: (turn: EndedTurn) => void
}

/** How a turn ended, its reservation and its cost; `recovered` if its generator had died. */
export type EndedTurn = {
  turnId: string
  status: EndStatus
  usage: TokenUsage
  reserved: NanoDollars
  cost: NanoDollars
  code?: ErrorCode
  recovered: boolean
}

/** What ending a turn needs: everything but the model. */
export type StoreContext = Omit<TurnContext, "callModel">

export type Caller = {
  /** Whom the data belongs to; holds no credential. */
  owner: string
  /** The address that the request came from, hashed with the day's key; of a person whose role has limits, the owner in its place. */
  address: string
  /** The /48 of an IPv6 address, hashed as the address. */
  network?: string
  /** Signed in; otherwise a visitor. */
  isPerson: boolean
  /** The owner is one that the caller got with an earlier answer; otherwise it is new. */
  isReturning: boolean
}
