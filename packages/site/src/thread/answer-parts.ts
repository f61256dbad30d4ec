import type { Content } from "../api/types.ts"
import type { ThreadTurn } from "./state/thread.ts"

/** A turn and the turns that continue its answer. They are shown as one answer. */
export type AnswerParts = readonly [ThreadTurn, ...ThreadTurn[]]

/** The parts of each answer, by its first turn. */
const known = new WeakMap<ThreadTurn, AnswerParts>()

/**
 * The turns of a path by answer. A path may begin with a continuation whose start is not loaded. An answer with the same turns is the same
 * list as before, so that its view is not rendered again.
 */
export function inAnswers(turns: readonly ThreadTurn[]): AnswerParts[] {
  const answers: [ThreadTurn, ...ThreadTurn[]][] = []
  for (const turn of turns) {
    const last = answers.at(-1)
    if (last && turn.kind === "continuation") last.push(turn)
    else answers.push([turn])
  }
  return answers.map(keep)
}

function keep(parts: AnswerParts): AnswerParts {
  const before = known.get(parts[0])
  if (before?.length === parts.length && parts.every((turn, index) => turn === before[index])) return before
  known.set(parts[0], parts)
  return parts
}

export const lastPart = (parts: AnswerParts): ThreadTurn => parts.at(-1) ?? parts[0]

/** The text of an answer. A continuation goes on in the middle of a word, a table or a code block. */
export const textOfAnswer = (parts: AnswerParts): string => parts.map(({ answer }) => answer.value).join("")

/**
 * The blocks of an answer. The first text of a continuation goes on with the last one before it, so what precedes it, such as reasoning, comes before
 * both.
 */
export function contentOfAnswer(parts: AnswerParts): Content {
  const content: Content = []
  for (const { blocks } of parts) {
    const next = blocks.value
    const at = next.findIndex((block) => "text" in block)
    const [last, first] = [content.at(-1), next[at]]
    if (last && first && "text" in last && "text" in first)
      content.splice(-1, 1, ...next.slice(0, at), { text: last.text + first.text }, ...next.slice(at + 1))
    else content.push(...next)
  }
  return content
}
