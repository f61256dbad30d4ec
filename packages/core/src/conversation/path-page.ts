import type { TreeNode } from "../entities/node.ts"
import { root } from "../entities/node.ts"
import { idPattern } from "../ids.ts"
import { VisibleError } from "../visible-error.ts"
import { knowsChildren, knowsLeaf, shownPath, type TreeView } from "./read-tree.ts"
import { pathTo } from "./tree.ts"

/** A message of a path. `isRunning`: an answer that is not stored yet, unless its turn has just ended. */
type Place = { turn: TreeNode; role: "user" | "assistant"; messageId: string; isRunning: boolean }

/** Where a page of a path ends: the next page begins with this message. */
type Start = { turnId: string; role: "user" | "assistant" }

/** Which page: the newest messages of the shown path, of the path through `leaf`, or the messages before a cursor. */
export type PathQuery = { limit: number; cursor?: string | undefined; leafTurnId?: string | undefined }

export type PathPage = { turns: TreeNode[]; messageIds: string[]; cursor: string | undefined }

const cursorOf = ({ turnId, role }: Start): string => Buffer.from(role === "assistant" ? turnId : `${turnId} ${role}`).toString("base64url")

const turnIdPattern = idPattern("turn")

/**
 * The turn and the role that a cursor names. `undefined` for a cursor of a version without a tree, which leads to the first page.
 * @throws VisibleError `body.invalid`
 */
export function startOfCursor(cursor: string): Start | undefined {
  const text = Buffer.from(cursor, "base64url").toString("utf8")
  if (text.startsWith("{")) return undefined
  const [turnId = "", role = "assistant", ...more] = text.split(" ")
  if (!turnIdPattern.test(turnId) || (role !== "assistant" && role !== "user") || more.length > 0) throw wrongCursor()
  return { turnId, role }
}

export const wrongCursor = () => new VisibleError("body.invalid", "cursor: this cursor belongs to another list.")

/** The page of a path, as far as its nodes are known. Expected messages count for its size: those of turns that have ended. */
export function pathPage(view: TreeView, { limit, leafTurnId }: PathQuery, start: Start | undefined): PathPage {
  const path = start ? pathTo(view.tree, start.turnId) : shownPath(view, leafTurnId)
  const places = path.flatMap((turn) => placesOf(view, turn)).slice(start?.role === "user" ? 1 : 0)
  let left = limit
  const end = places.findIndex(({ isRunning }) => !isRunning && left-- === 0)
  const shown = end < 0 ? places : places.slice(0, end)
  const next = end < 0 ? undefined : places[end]
  return {
    turns: [...new Set(shown.map(({ turn }) => turn))],
    messageIds: shown.map(({ messageId }) => messageId),
    cursor: next && cursorOf({ turnId: next.turn.turnId, role: next.role }),
  }
}

/** The answer comes first: pages go from the newest message to the oldest. */
function placesOf({ conversation }: TreeView, turn: TreeNode): Place[] {
  const { turnId, userMessageId, messageId } = turn
  const isRunning = conversation.running?.includes(turnId) || conversation.activeTurnId === turnId
  const answer: Place = { turn, role: "assistant", messageId, isRunning }
  if (userMessageId === undefined) return [answer]
  const question: Place = { turn, role: "user", messageId: userMessageId, isRunning: false }
  return userMessageId === messageId ? [question] : [answer, question]
}

/** For `readTree`: the page, what comes after it, and the versions of its turns are known. */
export const hasPage =
  (query: PathQuery, start: Start | undefined) =>
  (view: TreeView): boolean => {
    const { tree } = view
    if (start ? !tree.nodes.has(start.turnId) : !knowsLeaf(view, query.leafTurnId)) return false
    const { turns, cursor } = pathPage(view, query, start)
    const oldest = turns.at(-1)
    const isLast = cursor !== undefined || oldest?.parentTurnId === root
    return (
      isLast &&
      turns.every(({ parentTurnId }) => (parentTurnId === root || tree.nodes.has(parentTurnId)) && knowsChildren(view, parentTurnId))
    )
  }
