import { effect, untracked } from "@preact/signals"
import { hydrate } from "preact"
import { continueAfterChallenge } from "./app/after-challenge.ts"
import { App } from "./app/app.tsx"
import { watchVisits } from "./app/revalidate-on-focus.ts"
import { watchKeys } from "./app/shortcuts.ts"
import { watchConnection } from "./app/watch-connection.ts"
import { gatherDrafts } from "./composer/draft.ts"
import { readFirst, readyToSend } from "./composer/first-reads.ts"
import { keepTyped } from "./composer/typing.ts"
import { prefetchDialogs } from "./dialogs/dialog-host.tsx"
import { loadLexer } from "./markdown/lexer.ts"
import { closeDrawer } from "./page/drawer.ts"
import { speakLanguage } from "./page/language.ts"
import { preferences, readPreferences } from "./page/preferences.ts"
import { routeConversationId, watchAddress } from "./page/route.ts"
import { watchDay } from "./page/today.ts"
import { commitRemoval } from "./sidebar/removing.ts"
import { fetchedPart, fetchPart } from "./sign-in/lazy.ts"
import { lookForReturn } from "./sign-in/redirect-state.ts"
import { person, session, whenKnown } from "./sign-in/session.ts"
import { activeThread } from "./thread/state/active-thread.ts"
import { open } from "./thread/state/conversation-view.ts"
import { watchFocus } from "./ui/focus.ts"
import { watchTouch } from "./ui/pointer.ts"

/** Brings the page that was built to life. What was typed before stays. */
export function start(root: HTMLElement): void {
  const typed = root.querySelector("textarea")?.value ?? ""
  activeThread.value.draft.value = { text: typed }
  hydrate(<App />, root)
  readPreferences()
  watchTouch()
  watchDay()
  if (lookForReturn()) {
    session.value = { state: "arriving" }
    void fetchPart()
  }
  delete document.documentElement.dataset.session
  watchAddress()
  readFirst()
  void readyToSend().then(prefetchDialogs)
  void loadLexer()
  effect(() => void speakLanguage(preferences.value.language))
  if (session.value.state === "arriving") void whenKnown().then(followAddress)
  else void followAddress()
  if (typed) keepTyped(activeThread.value, typed)
  watchConnection()
  watchVisits()
  watchKeys()
  watchFocus()
  addEventListener("pagehide", () => commitRemoval(true))
  matchMedia("(width >= 52rem)").addEventListener("change", closeDrawer)
}

async function followAddress(): Promise<void> {
  gatherDrafts()
  if (person.value) await fetchedPart()?.offerBeforeOpening()
  let opening: Promise<void> | undefined
  effect(() => {
    const conversationId = routeConversationId.value
    opening = untracked(() => open(conversationId))
  })
  await opening
  await fetchedPart()?.greet()
  await continueAfterChallenge()
}
