import { forgetDrafts } from "../composer/draft.ts"
import { forgetConversations } from "../sidebar/conversations.ts"
import { commitRemoval } from "../sidebar/remove-conversation.ts"
import { activeThread, forgetThreads } from "../thread/state/active-thread.ts"
import { newThread } from "../thread/state/thread.ts"
import { forgetClaim } from "./claiming.ts"
import { loadProvider, reloadOnRestore } from "./redirect.ts"
import { rememberSignedIn } from "./redirect-state.ts"
import { session } from "./session.ts"

let otherTabs: BroadcastChannel | undefined

/** Signs out when another tab does. */
export function watchSignOut(): void {
  otherTabs = new BroadcastChannel("sign-out")
  otherTabs.addEventListener("message", () => {
    forgetPerson()
    reloadPage()
  })
}

/** Ends the session here, in the other tabs and at the provider. Nothing of the person stays on the page. */
export async function signOut(): Promise<void> {
  // While the token is still available.
  commitRemoval(true)
  rememberSignedIn(false)
  forgetPerson()
  reloadOnRestore()
  otherTabs?.postMessage("signed out")
  // If the provider is unreachable the page has cleared the session anyway, and the reload makes sure of it.
  await loadProvider()
    .then((provider) => provider.signOut())
    .catch(reloadPage)
}

const reloadPage = () => location.replace("/")

function forgetPerson(): void {
  session.value = { state: "signingOut" }
  forgetDrafts()
  forgetClaim()
  forgetThreads()
  forgetConversations()
  activeThread.value = newThread(null)
}
