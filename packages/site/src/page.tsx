import { effect, untracked } from "@preact/signals"
import { hydrate } from "preact"
import { App } from "./components/app.tsx"
import { loadLexer } from "./markdown/lexer.ts"
import { activeThread } from "./state/active-thread.ts"
import { open } from "./state/conversation-view.ts"
import { commitRemoval } from "./state/conversations.ts"
import { closeDrawer } from "./state/drawer.ts"
import { readFirst } from "./state/first-read.ts"
import { routeConversationId, watchAddress } from "./state/route.ts"
import { edit } from "./state/sending.ts"

/** Brings the page that was built to life. What was typed before stays. */
export function start(root: HTMLElement): void {
  const typed = root.querySelector("textarea")?.value ?? ""
  activeThread.value.draft.value = { text: typed }
  hydrate(<App />, root)
  watchAddress()
  readFirst()
  void loadLexer()
  effect(() => {
    const conversationId = routeConversationId.value
    untracked(() => void open(conversationId))
  })
  if (typed) edit(activeThread.value, typed)
  addEventListener("pagehide", () => commitRemoval(true))
  matchMedia("(width >= 52rem)").addEventListener("change", closeDrawer)
}
