import type { Call } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Plan } from "./plan.ts"

/** One model call: its planned answer, and its time. */
export type Said = { plan: Plan; call: Call; at: number; endedAt: number | undefined }

/** One question with its calls and its outcome. */
export type Asked = {
  id: string
  text: string
  calls: Said[]
  stopAsked: boolean
  deleted: boolean
}

/** The end of a turn for one reader. */
export type Heard = { text: string; event: "done" | "error"; status: string; code?: string; length: number }

/** The problems of one response, by its events; empty if it ended as every stream must. */
export function judgeStream(events: string[]): string[] {
  const ends = events.filter((event) => event === "done" || event === "error")
  if (ends.length !== 1) return [`stream: ${ends.length} ends instead of one`]
  if (events.at(-1) !== ends[0]) return ["stream: something came after its end"]
  if (events[0] !== "turn") return [`stream: began with ${events[0]}`]
  return []
}

/** The problems of a turn's text at one reader, compared with the model's answers. `excused`: a function was killed meanwhile. */
export function judgeHeard(asked: Asked, heard: Heard, excused: boolean): string[] {
  const { text, event, status, code, length } = heard
  const whole = asked.calls.map(({ plan }) => plan.wholeText)
  const problems: string[] = []
  const say = (problem: string) => problems.push(`${asked.id}: ${problem}`)
  if (code === "internal") say("ended in an error of our own")
  if (length !== text.length) say(`${text.length} characters arrived, the end counts ${length}`)
  if (status === "complete" && !whole.includes(text)) say(`complete with ${text.length} of ${whole.at(-1)?.length} characters`)
  if (text !== "" && !whole.some((said) => said.startsWith(text))) say(`a text that the model did not say: ${likeness(asked, text)}`)
  if (status === "failed" && text !== "") say(`failed with ${code}, but with text: ${likeness(asked, text)}`)
  const explained = excused || code === unavailable || asked.deleted || asked.calls.some(({ plan }) => plan.fault !== undefined)
  if (event === "error" && !explained) say(`ended in ${code} without a cause`)
  if (status === "stopped" && !asked.stopAsked) say("stopped without a request to stop")
  return problems
}

/** How many characters of the text match each call's answer. */
const likeness = ({ calls }: Asked, text: string): string =>
  calls
    .map(({ plan: { wholeText, fault, answer } }, call) => {
      let same = 0
      while (same < text.length && text[same] === wholeText[same]) same += 1
      return `call ${call + 1} (${fault ? `${fault} ${answer.at ?? ""}` : "whole"}, ${wholeText.length} characters) up to ${same} of ${text.length}`
    })
    .join(", ")

/** The error code of an unavailable table. The soak breaks calls to the table, so some of these errors are expected. */
export const unavailable = "store.unavailable"
const unavailableLimit = 0.02

/** The client tries a call to the table three times, and the soak breaks at most two in a row: almost no request may fail. */
export function judgeRefusals(counts: Record<string, number>): string[] {
  const { turns = 0, requests = 0, [unavailable]: told = 0 } = counts
  const all = turns + requests
  return told > 1 && told > all * unavailableLimit ? [`${unavailable} was answered ${told} times in ${all} requests`] : []
}

/**
 * The problems of a question's number of model calls. A second call is correct after a refusal, after an answer without text, and after a kill or a
 * deletion, which may leave no text.
 * @param wasKilled whether the function was killed since a time
 */
export function judgeCalls(asked: Asked, wasKilled: (from: number) => boolean): string[] {
  const needless = asked.calls.slice(0, -1).filter(({ plan, at }) => {
    const withoutWord = plan.fault !== undefined && (plan.answer.at === "before-first-delta" || /^[A-Z]/.test(plan.fault))
    return !withoutWord && !asked.deleted && !wasKilled(at)
  })
  return needless.length ? [`${asked.id}: the model was called ${asked.calls.length} times`] : []
}
