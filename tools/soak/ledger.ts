import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { costOf } from "@parley/core/model/price.ts"
import type { FaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { isHttpError } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { reservationOf } from "@parley/testing/cases/reservation.ts"
import type { Kills } from "./kills.ts"
import type { Billed } from "./money.ts"
import { planAnswer } from "./plan.ts"
import type { Asked, Said } from "./verdict.ts"

export const modelId = "global.anthropic.claude-haiku-5-5"
export const maxTokens = 1_000
export const contextTokens = 16_000
const model = findModel(modelId) as OfferedModel
/** The maximum reservation of a turn of the soak: its questions are short. */
const largestReservation = reservationOf(model, 2_000, contextTokens, maxTokens)
const questionPattern = /question-\d+/

export type Ledger = {
  /** Adds a question. */
  newQuestion(): Asked
  /** Marks the question's turn as ended: its answer counts, and no further call may follow unless it was deleted. */
  close(asked: Asked): void
  /** The cost of all calls, after they ended. */
  billed(): Promise<Billed>
  /** The number of model calls so far, and the questions of calls for turns that had ended. */
  calls: { all: number; stray: string[] }
}

/** The model of the soak: records each question, its answer and its cost. */
export function openLedger(bedrock: FaultBedrock, canary: string, kills: Kills, mayStall: () => boolean): Ledger {
  const open = new Map<string, Asked>()
  const deleted = new Map<string, Asked>()
  const running = new Set<Promise<unknown>>()
  const calls = { all: 0, stray: [] as string[] }
  const sum = { all: 0, told: 0, untold: 0, aside: 0 }
  let questions = 0

  bedrock.otherwise((call) => {
    calls.all += 1
    // The endpoint's own record would grow during the whole soak.
    bedrock.calls.length = 0
    const id = questionPattern.exec(call.body.messages.at(-1)?.content[0]?.text ?? "")?.[0] ?? ""
    const asked = open.get(id)
    // A request that its reader abandoned can arrive after the deletion and start the turn as a new one.
    const late = deleted.get(id)
    if (!asked && !late) calls.stray.push(id)
    const said: Said = { plan: planAnswer(canary, mayStall()), call, at: Date.now(), endedAt: undefined }
    asked?.calls.push(said)
    const ended = call.ended.then(() => {
      said.endedAt = Date.now()
    })
    keep(late ? count(late, said) : ended)
    return said.plan.answer
  })

  function keep(work: Promise<unknown>): void {
    const kept: Promise<unknown> = work.then(() => running.delete(kept))
    running.add(kept)
  }

  async function count(asked: Asked, { plan, call, at }: Said): Promise<void> {
    await call.ended
    if (isHttpError(plan.fault)) return
    const cost = call.billed ? costOf(model, call.billed) : 0
    sum.all += cost
    const isTold = call.complete && !plan.fault && !asked.stopAsked && !asked.deleted && !kills.during(at)
    if (isTold) sum.told += cost
    else sum.untold += 1
  }

  return {
    newQuestion() {
      questions += 1
      const asked: Asked = { id: `question-${questions}`, text: "", calls: [], stopAsked: false, deleted: false }
      asked.text = `${asked.id}: what about the ${canary}?`
      open.set(asked.id, asked)
      return asked
    },
    close(asked) {
      open.delete(asked.id)
      if (asked.deleted) deleted.set(asked.id, asked)
      for (const said of asked.calls) keep(count(asked, said))
      if (asked.deleted && kills.count() > 0) sum.aside += 1
    },
    async billed() {
      while (running.size) await Promise.all(running)
      const untoldAtMost = (sum.untold + kills.interrupted()) * largestReservation
      return { all: sum.all, told: sum.told, untoldAtMost, asideAtMost: sum.aside * largestReservation }
    },
    calls,
  }
}
