import type { StoreContext } from "@parley/core/context.ts"
import type { ModelCaller } from "@parley/core/model/call.ts"
import type { Settings } from "./settings.ts"

/** What the routes of both functions use of their process. */
export type Services = StoreContext & {
  settings: Settings
  /** Metrics and alarms are told apart by it. */
  stage: string
  /** What answers behind the model's endpoint: Bedrock, unless the launcher of the local stage sets another name. */
  responder: string
  version: string
}

/** The function that answers also calls the model. */
export type ModelServices = Services & { callModel: ModelCaller }
