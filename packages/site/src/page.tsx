import { effect, untracked } from "@preact/signals"
import { hydrate } from "preact"
import { setTokenSource } from "./api/token-source.ts"
import { loadEventParser } from "./api/turn-events.ts"
import { continueAfterChallenge } from "./app/after-challenge.ts"
import { App } from "./app/app.tsx"
import { revalidateOnFocus } from "./app/revalidate-on-focus.ts"
import { watchKeys } from "./app/shortcuts.ts"
import { watchConnection } from "./app/watch-connection.ts"
import { collectUnsentDrafts } from "./composer/draft.ts"
import { restoreTyped } from "./composer/edit-draft.ts"
import { readyToSend, startFirstReads } from "./composer/first-reads.ts"
import { prefetchDialogs } from "./dialogs/dialog-host.tsx"
import { importPart } from "./import-part.ts"
import { loadLexer } from "./markdown/lexer.ts"
import { applyLanguage } from "./page/language.ts"
import { preferences, readPreferences } from "./page/preferences.ts"
import { routeConversationId, watchAddress } from "./page/route.ts"
import { closeDrawer } from "./page/sidebar.ts"
import { commitRemoval } from "./sidebar/remove-conversation.ts"
import { watchDay } from "./sidebar/today.ts"
import { loadSignInBundle, registerSignIn, signInBundle } from "./sign-in/lazy.ts"
import { detectCallback } from "./sign-in/redirect-state.ts"
import { person, session, sessionBearer, whenResolved } from "./sign-in/session.ts"
import { loadActions } from "./thread/load-actions.ts"
import { activeThread } from "./thread/state/active-thread.ts"
import { showConversation } from "./thread/state/load-thread.ts"
import { watchFocus } from "./ui/focus.ts"
import { watchPointer } from "./ui/pointer.ts"

/** Hydrates the page. Text that was typed before stays. */
export function start(root: HTMLElement): void {
  setTokenSource(sessionBearer)
  registerSignIn({ load: () => importPart(() => import("./sign-in/index.ts")), readAgain: startFirstReads })
  const typed = root.querySelector("textarea")?.value ?? ""
  activeThread.value.draft.value = { text: typed }
  hydrate(<App />, root)
  readPreferences()
  watchPointer()
  watchDay()
  if (detectCallback()) {
    session.value = { state: "resolving" }
    void loadSignInBundle()
  }
  delete document.documentElement.dataset.session
  watchAddress()
  startFirstReads()
  loadParts()
  effect(() => void applyLanguage(preferences.value.language))
  if (session.value.state === "resolving") void whenResolved().then(followAddress)
  else void followAddress()
  if (typed) restoreTyped(activeThread.value, typed)
  watchConnection()
  revalidateOnFocus()
  watchKeys()
  watchFocus()
  addEventListener("online", loadParts)
  addEventListener("pagehide", () => commitRemoval(true))
  matchMedia("(width >= 52rem)").addEventListener("change", closeDrawer)
}

/** Loads what the page needs later, so that it opens at once and without a network. */
function loadParts(): void {
  loadEventParser().catch(() => {})
  void loadLexer()
  void readyToSend().then(loadActions).then(prefetchDialogs)
}

async function followAddress(): Promise<void> {
  collectUnsentDrafts()
  if (person.value) await signInBundle()?.offerClaimBeforeOpening()
  let opening: Promise<void> | undefined
  effect(() => {
    const conversationId = routeConversationId.value
    opening = untracked(() => showConversation(conversationId))
  })
  await opening
  await signInBundle()?.continueAfterSignIn()
  await continueAfterChallenge()
}
