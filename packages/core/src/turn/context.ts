import type { Clock } from "../clock.ts"
import type { Store } from "../entities/store.ts"
import type { ModelCaller } from "../model.ts"
import type { OfferedModel } from "../model-catalogue.ts"
import type { NanoDollars } from "../price.ts"

export type TurnSettings = {
  /** The first one is the default; all are on offer. */
  models: [OfferedModel, ...OfferedModel[]]
  maxTokens: number
  contextTokens: number
  retentionDays: number
  /** Per UTC day. */
  budgets: { visitor: NanoDollars; address: NanoDollars; stage: NanoDollars }
  turnsPerVisitorDaily: number
}

/** What taking a turn needs of the world. */
export type TurnContext = {
  store: Store
  callModel: ModelCaller
  settings: TurnSettings
  now: Clock
  /** Fields never hold what people or the model said. */
  log: (message: string, fields: Record<string, unknown>) => void
}

/** What ending a turn needs; whoever does not call the model has no more. */
export type StoreContext = Omit<TurnContext, "callModel">

export type Caller = {
  /** Whom the data belongs to; holds no credential. */
  owner: string
  /** The address a request came from, hashed with the day. */
  address: string
}
