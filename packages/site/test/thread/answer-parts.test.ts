import { expect, test } from "vitest"
import { inAnswers } from "../../src/thread/answer-parts.ts"
import { newTurn } from "../../src/thread/state/thread.ts"

test("an answer with the same turns is the same list, whatever comes before or after it", () => {
  const [first, second, third, more] = ["1", "2", "3", "4"].map((id) => newTurn(`trn_${id}`, [{ text: id }], "complete", id))
  if (!first || !second || !third || !more) throw new Error("Four turns were made.")
  const before = inAnswers([second, third])
  expect(inAnswers([first, second, third])).toEqual([[first], [second], [third]])
  const after = inAnswers([first, second, third])
  expect([after[1] === before[0], after[2] === before[1]]).toEqual([true, true])
  more.kind = "continuation"
  const continued = inAnswers([first, second, third, more])
  expect(continued).toEqual([[first], [second], [third, more]])
  expect([continued[1] === before[0], continued[2] === before[1]]).toEqual([true, false])
  expect(inAnswers([first, second, third])[2]).toEqual([third])
})
