import { effect, untracked } from "@preact/signals"
import { hydrate } from "preact"
import { App } from "./components/app.tsx"
import { prefetchDialogs } from "./components/dialogs.tsx"
import { loadLexer } from "./markdown/lexer.ts"
import { fetchedPart, fetchPart } from "./sign-in/fetched.ts"
import { lookForReturn } from "./sign-in/journey.ts"
import { person, session, whenKnown } from "./sign-in/session.ts"
import { activeThread } from "./state/active-thread.ts"
import { watchConnection } from "./state/connection.ts"
import { continueAfterChallenge } from "./state/continuing.ts"
import { open } from "./state/conversation-view.ts"
import { gatherDrafts } from "./state/draft.ts"
import { closeDrawer } from "./state/drawer.ts"
import { readFirst, readyToSend } from "./state/first-read.ts"
import { watchFocus } from "./state/focus.ts"
import { speakLanguage } from "./state/language.ts"
import { preferences, readPreferences } from "./state/preferences.ts"
import { commitRemoval } from "./state/removing.ts"
import { routeConversationId, watchAddress } from "./state/route.ts"
import { watchKeys } from "./state/shortcuts.ts"
import { watchDay } from "./state/today.ts"
import { watchTouch } from "./state/touch.ts"
import { keepTyped } from "./state/typing.ts"
import { watchVisits } from "./state/visits.ts"

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
