import { getConfig } from "../api/site.ts"
import { config } from "../page/config.ts"
import { historyState, loadConversations } from "../sidebar/conversations.ts"
import { loadSignInBundle } from "../sign-in/lazy.ts"
import { isLocked, person, session, signInProblem } from "../sign-in/session.ts"

let settled: Promise<unknown> = Promise.resolve()
let lastRead = 0

/**
 * The page reads before it sends: an answer to a read sets the visitor's cookie, and a first message without the cookie would have no owner. The session
 * is resolved before any data of the person is read. Called at the start, and again after a failure.
 */
export function startFirstReads(): void {
  settled = read()
}

async function read(): Promise<unknown> {
  const order = ++lastRead
  // Without the settings the page works, but cannot name the model.
  const open = await getConfig(true).catch(() => undefined)
  // The settings were requested again meanwhile: the later response wins, as the person may have signed in since.
  if (order !== lastRead) return settled
  config.value = open
  const signIn = config.value?.signIn
  if (signIn || session.value.state === "resolving") {
    const bundle = await loadSignInBundle()
    if (!bundle) return undefined
    if (config.value) await bundle.resolveSession(signIn ?? null)
    else signInProblem.value = "failed"
    if (isLocked.value) return undefined
    if (person.value) void readOwnConfig(order)
  }
  return loadConversations()
}

async function readOwnConfig(order: number): Promise<void> {
  const own = await getConfig().catch(() => undefined)
  if (own && order === lastRead) config.value = own
}

/** Resolves after the first reads. Repeats them if they failed: without them there may be no cookie yet. */
export async function readyToSend(): Promise<void> {
  await settled
  if (historyState.value === "failed") await loadConversations()
}
