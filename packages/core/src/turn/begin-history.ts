import { isExpired } from "../clock.ts"
import type { TurnContext } from "../context.ts"
import { idsOf, readMessages } from "../conversation/path-messages.ts"
import { readNodesUntil } from "../conversation/read-tree.ts"
import { pathTo } from "../conversation/tree.ts"
import type { Message } from "../entities/message.ts"
import { root, type TreeNode } from "../entities/node.ts"
import type { Turn } from "../entities/turn.ts"
import { chooseHistory, type PathHistory, type PathTurn } from "../model/history.ts"
import { historyMessages } from "../model/history-window.ts"
import type { Plan } from "./admission.ts"
import { segmentsOf } from "./continuation.ts"
import type { Origin } from "./origin.ts"

/** The first page: enough for most conversations, with a dozen turns. */
const firstMessages = 24

/** The read of the messages before a turn, beside the transaction that begins it. */
export type HistoryRead = {
  /** The turns of the path before it, once it has its slot: they have ended. */
  afterBegin(): Promise<PathHistory>
}

/** The turns of a path that were found. `next` is the turn whose messages are missing, if the path goes on. */
type Walk = { turns: PathTurn[]; next: string | undefined }

/**
 * Starts to read the history beside the transaction. The walk goes from the answer of the parent up from parent to parent, so the history is
 * never that of another path. A turn that begins finds its parent ended. If the answer of the parent, or of a turn before it, is not among
 * the newest messages that were read, the path is read again after the begin, exactly.
 */
export function startHistoryRead(
  context: TurnContext,
  turn: Turn,
  { model, size }: Pick<Plan, "model" | "size">,
  { parentTurnId, continued }: Origin,
): HistoryRead {
  const { store, now } = context
  const { conversationId } = turn
  const from = continued?.parentTurnId ?? parentTurnId
  const whole = { isWhole: true, ...(continued && { continued: continued.turn }) }
  if (from === root) return { afterBegin: async () => ({ turns: [], ...whole }) }
  const beside = readNewest()
  beside.catch(() => undefined)
  return {
    async afterBegin() {
      const messages = await beside
      const walk = walkMessages(messages, from)
      const { turns, next } = isEnough(walk) ? walk : await readExactly(messages)
      return { turns, ...whole, isWhole: next === undefined }
    },
  }

  /** Nothing older is needed: the path is whole, or does not fit, or is long enough. */
  function isEnough({ turns, next }: Walk): boolean {
    return next === undefined || (turns.length > 0 && (!fits(turns) || countOf(turns) >= historyMessages))
  }

  /** Whether older turns can help: all of these fit. */
  function fits(turns: PathTurn[]): boolean {
    return chooseHistory({ turns, isWhole: true }, model, size.historyTokens, []).isWhole
  }

  async function readNewest(): Promise<Message[]> {
    const { messages: newest, cursor } = await readPage(firstMessages, null)
    const walk = walkMessages(newest, from)
    // Without the parent among the newest messages, older ones of the same page do not help.
    if (!cursor || walk.turns.length === 0 || isEnough(walk)) return newest
    const { messages: older } = await readPage(historyMessages - firstMessages, cursor)
    return [...newest, ...older]
  }

  async function readPage(limit: number, cursor: string | null) {
    const page = await store.entities.messages.query
      .primary({ conversationId })
      .lt({ messageId: turn.messageId })
      .go({ order: "desc", limit, pages: 1, cursor, consistent: true })
    return { messages: page.data.filter((message) => isKnown(message) && !isExpired(message, now())), cursor: page.cursor }
  }

  /** A failed parent may run again until this turn has begun. A turn that other turns follow no longer changes. */
  function isKnown({ turnId, status }: Message): boolean {
    return turnId !== turn.turnId && !(turnId === from && status === "failed")
  }

  /** @param known messages that were read and do not change */
  async function readExactly(known: Message[]): Promise<Walk> {
    const tree = await readNodesUntil(context, conversationId, (read) => {
      const path = pathTo(read, from)
      return path.at(-1)?.parentTurnId === root || path.flatMap(idsOf).length > historyMessages
    })
    const answers = answersOf(pathTo(tree, from), historyMessages)
    const found = new Map(known.map((message) => [message.messageId, message]))
    const needed = answers.flat().flatMap(idsOf)
    const read = await readMessages(
      context,
      conversationId,
      needed.filter((messageId) => !found.has(messageId)),
      tree,
    )
    for (const [messageId, message] of read) found.set(messageId, message)
    if (!found.has(tree.nodes.get(from)?.messageId ?? "")) throw new MissingAnswer("The answer of the parent is not stored.")
    const parentTurnId = answers.at(-1)?.[0]?.parentTurnId
    return {
      turns: answers.flatMap((segments) => pathTurn(segments, (messageId) => found.get(messageId)) ?? []),
      next: parentTurnId === root ? undefined : parentTurnId,
    }
  }
}

/** The parent of a turn that has begun must have ended, with its answer stored. */
class MissingAnswer extends Error {
  override readonly name = "MissingAnswer"
}

const countOf = (turns: PathTurn[]) => turns.reduce((sum, { answers }) => sum + 1 + answers.length, 0)

/** The newest answers of a path with their continuations, newest first: at least one, and more until the limit of messages is reached. */
function answersOf(path: TreeNode[], limit: number): TreeNode[][] {
  const answers: TreeNode[][] = []
  let rest = path
  let count = 0
  while (rest.length > 0 && count < limit) {
    const segments = segmentsOf(rest)
    answers.push(segments)
    count += segments.length + 1
    rest = rest.slice(segments.length)
  }
  return answers
}

function pathTurn(segments: TreeNode[], messageOf: (messageId: string) => Message | undefined): PathTurn | undefined {
  const question = messageOf(segments[0]?.userMessageId ?? "")
  const answers = segments.flatMap(({ messageId }) => messageOf(messageId) ?? [])
  return question && answers.length > 0 ? { question, answers } : undefined
}

/** Walks from a turn up through messages, each of which names the parent of its turn. Stops where one is missing. */
function walkMessages(messages: readonly Message[], from: string): Walk {
  const byTurn = Map.groupBy(messages, ({ turnId }) => turnId)
  const turns: PathTurn[] = []
  let answers: Message[] = []
  let next = from
  while (next !== root) {
    const own = byTurn.get(next) ?? []
    const answer = own.find(({ role }) => role === "assistant")
    const question = own.find(({ role }) => role === "user")
    if (answer?.parentTurnId === undefined || !(question || answer.continues)) return { turns, next }
    answers = [answer, ...answers]
    if (question) {
      turns.push({ question, answers })
      answers = []
    }
    next = answer.parentTurnId
  }
  return { turns, next: undefined }
}
