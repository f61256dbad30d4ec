import type { ErrorCode } from "@parley/core/visible-error.ts"
import type { Fault } from "./fault-bedrock-answer.ts"

/** Every way in which a started answer breaks, with the code that its turn ends in. */
export const brokenStreams: [fault: Fault, code: ErrorCode][] = [
  ["internalServerException", "model.failed"],
  ["modelStreamErrorException", "model.failed"],
  ["serviceUnavailableException", "model.throttled"],
  ["throttlingException", "model.throttled"],
  ["validationException", "model.refused"],
  ["clean-end", "model.failed"],
  ["tcp-reset", "model.failed"],
  ["cut-frame", "model.failed"],
  ["corrupt-frame", "model.failed"],
  ["stall", "model.timeout"],
]
