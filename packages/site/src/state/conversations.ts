import { signal } from "@preact/signals"
import type { IfAway } from "../api/bearer.ts"
import { deleteConversation, listConversations, renameConversation } from "../api/conversations.ts"
import { problemOf } from "../api/problem.ts"
import type { Conversation } from "../api/types.ts"
import { text } from "../text.ts"
import { say } from "./announcement.ts"
import { notify } from "./notification.ts"

/** The visitor's conversations as far as they were read, newest first. */
export const conversations = signal<Conversation[]>([])
export const olderConversations = signal<string | undefined>()
export const historyState = signal<"loading" | "ready" | "failed">("loading")

/** What waits to be deleted: nothing is asked of the server while it can be undone. */
export const removal = signal<Conversation | undefined>()

const undoMs = 6_000
let removalTimer: ReturnType<typeof setTimeout> | undefined

/** Reads the first page, or the one after the last read. A failure is shown, not thrown. `ifAway`: see the requests' options. */
export async function loadConversations(cursor?: string, ifAway?: IfAway): Promise<void> {
  try {
    const page = await listConversations(cursor, ifAway)
    const hidden = removal.value?.conversationId
    const found = page.conversations.filter(({ conversationId }) => conversationId !== hidden)
    if (cursor) append(found, page.cursor)
    else refresh(found, page.cursor)
    historyState.value = "ready"
  } catch (error) {
    // A list that is here stays when only the session is over.
    if (historyState.value !== "ready" || problemOf(error).code !== "auth.required") historyState.value = "failed"
  }
}

/** Brings the list up to date after something was done: nothing that would be worth leaving the page for. */
export const refreshConversations = (): Promise<void> => loadConversations(undefined, "stay")

function append(found: Conversation[], next: string | undefined): void {
  const known = new Set(conversations.value.map(({ conversationId }) => conversationId))
  conversations.value = [...conversations.value, ...found.filter(({ conversationId }) => !known.has(conversationId))]
  olderConversations.value = next
}

// The first page was read again: older ones that are on the page stay there.
function refresh(found: Conversation[], next: string | undefined): void {
  const oldest = found.at(-1)?.updatedAt ?? ""
  const fresh = new Set(found.map(({ conversationId }) => conversationId))
  const older = conversations.value.filter(({ conversationId, updatedAt }) => updatedAt < oldest && !fresh.has(conversationId))
  if (next && older.length > 0) {
    conversations.value = [...found, ...older]
    return
  }
  conversations.value = found
  olderConversations.value = next
}

/** Shows a conversation at the top of the list before the server's own entry is read. */
export function showOnTop(conversationId: string, question: string): void {
  const known = conversations.value.find((conversation) => conversation.conversationId === conversationId)
  const now = new Date().toISOString()
  const title = known?.title ?? (question.split("\n", 1)[0] ?? "").slice(0, 80)
  const entry = { conversationId, createdAt: now, ...known, title, updatedAt: now }
  conversations.value = [entry, ...conversations.value.filter((conversation) => conversation !== known)]
}

/** Gives a conversation another title, at once on the page; takes it back if the server refuses. */
export async function rename(conversation: Conversation, title: string): Promise<void> {
  const show = (shown: string) => {
    conversations.value = conversations.value.map((entry) =>
      entry.conversationId === conversation.conversationId ? { ...entry, title: shown } : entry,
    )
  }
  show(title)
  try {
    await renameConversation(conversation.conversationId, title)
  } catch {
    show(conversation.title)
    notify(text.notSaved)
  }
}

/** Takes a conversation off the list; the server is asked once the time for undoing has passed, or when the page is left. */
export function remove(conversation: Conversation): void {
  commitRemoval(false)
  removal.value = conversation
  say(text.removed(conversation.title))
  conversations.value = conversations.value.filter((entry) => entry !== conversation)
  letRemovalRun()
}

/** Stops the time after which a removal is carried out. */
export const holdRemoval = (): void => clearTimeout(removalTimer)

/** Starts that time from its beginning. */
export function letRemovalRun(): void {
  clearTimeout(removalTimer)
  removalTimer = setTimeout(() => commitRemoval(false), undoMs)
}

export function undoRemoval(): void {
  clearTimeout(removalTimer)
  const restored = removal.value
  removal.value = undefined
  if (restored) conversations.value = [...conversations.value, restored].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
}

/** Carries out what waits to be deleted. `leaving`: the request must outlive the page. */
export function commitRemoval(leaving: boolean): void {
  clearTimeout(removalTimer)
  const removed = removal.value
  removal.value = undefined
  if (!removed) return
  deleteConversation(removed.conversationId, leaving).catch(() => {
    notify(text.notSaved)
    void loadConversations()
  })
}
