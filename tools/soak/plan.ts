import type { Answer, Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { between, oneIn, oneOf } from "./chance.ts"

/** The model's answer to a question, with a planned fault. */
export type Plan = { answer: Answer; fault?: Fault; wholeText: string }

const refusals: [Fault, ...Fault[]] = [
  "ThrottlingException",
  "ServiceUnavailableException",
  "InternalServerException",
  "ModelTimeoutException",
]
const breaks: [Fault, ...Fault[]] = [
  "throttlingException",
  "modelStreamErrorException",
  "internalServerException",
  "serviceUnavailableException",
  "clean-end",
  "tcp-reset",
  "cut-frame",
  "corrupt-frame",
]
const positions: [Position, ...Position[]] = ["before-first-delta", "middle", "before-stop"]
const words = ["and ", "then ", "ß", "😀", "日本 ", "**so** ", "\n\n", "it is "] as const

/**
 * Answers of 5 to 120 pieces that contain the canary, at different paces. Most are complete; some start late, are refused, break off or go silent.
 * @param mayStall whether an answer may go silent, until its timeout of 20 seconds
 */
export function planAnswer(canary: string, mayStall: boolean): Plan {
  const deltas = Array.from({ length: between(5, 120) }, (_, n) => (n % 9 === 0 ? `${canary} ${n} ` : oneOf(words)))
  const pace = { deltas, delayMs: between(2, 40), usage: { inputTokens: between(20, 400), outputTokens: deltas.length } }
  const plan = (more: Answer): Plan => ({
    answer: { ...pace, ...more },
    wholeText: deltas.join(""),
    ...(more.fault && { fault: more.fault }),
  })
  if (mayStall && oneIn(60)) return plan({ fault: "stall", at: oneOf(positions) })
  if (oneIn(12)) return plan({ fault: oneOf(refusals) })
  if (oneIn(10)) return plan({ fault: oneOf(breaks), at: oneOf(positions) })
  if (oneIn(30)) return plan({ fault: "no-metadata" })
  if (oneIn(10)) return plan({ startDelayMs: between(500, 3_000) })
  return plan({})
}
