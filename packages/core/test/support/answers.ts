import type { Call, FaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import fc from "fast-check"

/** Pieces of an answer: words, pairs, joined pairs, and halves of pairs that the next piece completes. */
const pieces = fc.array(fc.constantFrom("word ", "a", "ß", "😀", "\n\n", "👩‍👩‍👧", "日本"), { minLength: 1, maxLength: 12 })

/** Texts that are not blank, as lists of deltas from the model. */
export const answerDeltas = pieces.filter((parts) => parts.join("").trim() !== "")

/** Makes the endpoint answer each call by its last question, and counts the calls per question. */
export function answerByQuestion(bedrock: FaultBedrock) {
  const answers = new Map<string, Answer[]>()
  const calls = new Map<string, Call[]>()
  const questionOf = (messages: { content: { text?: string }[] }[]) => messages.at(-1)?.content[0]?.text ?? ""
  bedrock.otherwise((call) => {
    const question = questionOf(call.body.messages)
    calls.set(question, [...(calls.get(question) ?? []), call])
    const left = answers.get(question) ?? []
    return (left.length > 1 ? left.shift() : left[0]) ?? {}
  })
  return {
    /** The answers to a question in order; the last one also answers every further call. */
    set: (question: string, ...steps: Answer[]) => void answers.set(question, steps),
    callsOf: (question: string) => calls.get(question) ?? [],
  }
}
