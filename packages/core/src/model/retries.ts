import { StandardRetryStrategy } from "@smithy/core/retry"
import { isRefusal } from "./error.ts"

const modelAttempts = 3

/**
 * Repeats a model call only after an answer whose HTTP status refused it, which Bedrock charges nothing for. A call whose connection broke
 * before the head of the answer may have reached the model: a second one would be charged as well, and only one is reserved.
 */
export class ModelRetryStrategy extends StandardRetryStrategy {
  constructor() {
    super(modelAttempts)
  }

  override async refreshRetryTokenForRetry(...[token, failed]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>) {
    if (!isRefusal(failed.error)) throw new Error("A model call without an answer is not repeated.")
    return super.refreshRetryTokenForRetry(token, failed)
  }
}
