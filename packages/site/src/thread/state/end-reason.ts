import { hasVisibleText } from "@parley/core/visible-text.ts"
import { importPart } from "../../import-part.ts"
import { t } from "../../words/t.ts"
import { hasOtherBlocks, type ThreadTurn } from "./thread.ts"

// The stop reasons of a whole answer (Converse).
const wholeReasons = new Set([undefined, "end_turn", "stop_sequence"])
// Why Parley itself stops an answer that is not whole yet.
const ownReasons = new Set(["size", "budget", "steps", "time"])

/** Whether the model ended a complete answer early. */
export const isCutByModel = ({ status, stopReason }: ThreadTurn): boolean =>
  status.value === "complete" && !wholeReasons.has(stopReason.value)

/** Whether Parley stopped the answer, not the person. */
export const isStoppedByParley = ({ status, stopReason }: ThreadTurn): boolean =>
  status.value === "stopped" && ownReasons.has(stopReason.value ?? "")

/** How an answer ended, in words to announce. Why it ended early is loaded first. */
export async function endWords(turn: ThreadTurn): Promise<string> {
  const status = turn.status.value
  if (isCutByModel(turn) || isStoppedByParley(turn)) {
    const loaded = await importPart(() => import("../reason-words.ts")).catch(() => undefined)
    return loaded?.reasonWords(turn.stopReason.value) ?? t.interrupted
  }
  const isEmpty = !hasVisibleText(turn.answer.value)
  if (status === "complete") return isEmpty ? t.modelEmpty : t.complete
  if (status === "stopped") return t.stopped
  return status === "interrupted" && !(isEmpty && !hasOtherBlocks(turn.blocks.value)) ? t.interrupted : t.failed
}
