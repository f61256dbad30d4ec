import { isExpired } from "../clock.ts"
import type { TurnContext } from "../context.ts"
import { idsOf, readMessages } from "../conversation/path-messages.ts"
import { readTree } from "../conversation/read-tree.ts"
import { runningTurns } from "../conversation/running.ts"
import { pathTo } from "../conversation/tree.ts"
import type { Message } from "../entities/message.ts"
import type { TreeNode } from "../entities/node.ts"
import type { PathTurn } from "../model/history.ts"
import { readTurn } from "./read.ts"
import { recoverIfDead } from "./recover.ts"
import { notContinuable, parentMissing, turnBusy, turnContinued } from "./refusals.ts"

/** An answer that was cut off, with its question and its continuations so far, and the turn before it, or `root`. */
export type Continued = { turn: PathTurn; parentTurnId: string }

const causes = new Set<Message["reason"]>(["size", "steps", "budget", "time"])
const cutReasons = new Set(["max_tokens", "model_context_window_exceeded"])

/** Whether an answer was cut off and can go on: broken off, stopped by a limit of Parley, or ended by a limit of the model. */
export const canContinue = ({ status, reason, stopReason = "" }: Message): boolean =>
  status === "interrupted" ||
  (status === "stopped" && reason !== undefined && causes.has(reason)) ||
  (status === "complete" && cutReasons.has(stopReason))

type Continuing = { owner: string; conversationId: string; turnId: string }

/**
 * Reads the answer that a turn continues.
 * @throws VisibleError `turn.missing`; `turn.busy` while it runs and is not dead; `turn.continued` if another turn continues it; `body.invalid` if it is whole
 */
export async function readContinued(
  context: TurnContext,
  { owner, conversationId, turnId }: Continuing,
  parentTurnId: string,
): Promise<Continued> {
  const view = await readTree(
    context,
    owner,
    conversationId,
    ({ tree }) => segmentsOf(pathTo(tree, parentTurnId)).at(0)?.continues === undefined,
  )
  const segments = segmentsOf(pathTo(view.tree, parentTurnId))
  const [first] = segments
  const last = segments.at(-1)
  if (!first || !last) throw parentMissing()
  const { continuedBy } = last
  if (continuedBy !== undefined && continuedBy !== turnId) throw turnContinued(continuedBy)
  if (runningTurns(view.conversation).includes(last.turnId) && (await isRunning(context, owner, last.turnId))) throw turnBusy(last.turnId)
  const found = await readMessages(context, conversationId, segments.flatMap(idsOf), view.tree)
  const answers = segments.flatMap(({ messageId }) => found.get(messageId) ?? [])
  const question = first.userMessageId === undefined ? undefined : found.get(first.userMessageId)
  if (!question || answers.length < segments.length) throw parentMissing()
  const answer = answers.at(-1)
  if (!answer || isExpired(answer, context.now()) || !canContinue(answer)) throw notContinuable()
  return { turn: { question, answers }, parentTurnId: first.parentTurnId }
}

/** Whether a turn is being written. Ends it if its generator is dead. */
async function isRunning(context: TurnContext, owner: string, turnId: string): Promise<boolean> {
  const turn = await readTurn(context.store, owner, turnId)
  if (turn?.status !== "streaming") return false
  await recoverIfDead(context, turn)
  return (await readTurn(context.store, owner, turnId))?.status === "streaming"
}

/** The turns of one answer, oldest first: a turn with a question and those that continue it. @param path from the last of them on, newest first */
export function segmentsOf(path: readonly TreeNode[]): TreeNode[] {
  const start = path.findIndex(({ continues }) => !continues)
  return path.slice(0, start < 0 ? path.length : start + 1).toReversed()
}
