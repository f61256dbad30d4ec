import { computed, signal } from "@preact/signals"
import { readConfig } from "../api/site.ts"
import type { Config } from "../api/types.ts"
import { historyState, loadConversations } from "../sidebar/conversations.ts"
import { fetchPart } from "../sign-in/lazy.ts"
import { isLocked, person, session, signInProblem } from "../sign-in/session.ts"

export const config = signal<Config | undefined>()

/** The stage on a laptop: what answers there is not what the model's name says. */
export const isOnLaptop = computed(() => config.value?.stage === "local")

/** Whether no model answers, but the built-in responder, from this project's documents. */
export const isWithoutModel = computed(() => config.value?.responder === "documents")

let settled: Promise<unknown> = Promise.resolve()
let lastRead = 0

/**
 * The page reads before it sends: an answer to a read sets the visitor's cookie, and a first message without it would belong to nobody. Who is
 * there is found out before anything of theirs is read. Called at the start, and again while nothing could be read.
 */
export function readFirst(): void {
  settled = read()
}

async function read(): Promise<unknown> {
  const order = ++lastRead
  // Without it the page works all the same, it cannot name the model.
  const open = await readConfig(true).catch(() => undefined)
  // Asked for again meanwhile: the later answer counts, which may be of a person who is signed in by now.
  if (order !== lastRead) return settled
  config.value = open
  const signIn = config.value?.signIn
  if (signIn || session.value.state === "arriving") {
    const part = await fetchPart()
    if (!part) return undefined
    if (config.value) await part.arrive(signIn ?? null)
    else signInProblem.value = "failed"
    if (isLocked.value) return undefined
    if (person.value) void readOwnConfig(order)
  }
  return loadConversations()
}

async function readOwnConfig(order: number): Promise<void> {
  const own = await readConfig().catch(() => undefined)
  if (own && order === lastRead) config.value = own
}

/** Resolves when the first reads have ended. If they failed they are made up for: without them there may be no cookie yet. */
export async function readyToSend(): Promise<void> {
  await settled
  if (historyState.value === "failed") await loadConversations()
}
