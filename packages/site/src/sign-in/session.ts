import { computed, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import type { SignIn } from "../api/types.ts"

/** Who is signed in, as far as the provider says it. It lives in the page's memory only. */
export type Person = { name?: string; email?: string }

/**
 * `nobody`: no one is signed in. `arriving`: on the way to the provider, or back. `ended`: the API does not take the token any more, and there
 * is no new one. `forbidden`: signed in, but not allowed to use this site. `leaving`: on the way out.
 */
export type Session = { state: "nobody" | "arriving" | "leaving" } | { state: "signedIn" | "ended" | "forbidden"; person: Person }

export const session = signal<Session>({ state: "nobody" })

/** How people sign in here; `null` where nobody does, and until it is known. */
export const signIn = signal<SignIn | null>(null)

/** Why somebody who wanted to be signed in is not. */
export const signInProblem = signal<"failed" | "denied" | "ended" | undefined>()

export const person = computed(() => ("person" in session.value ? session.value.person : undefined))

/** Whether there is nothing to be done on the page before somebody signs in. */
export const isLocked = computed(() => {
  const { state } = session.value
  if (state === "nobody") return signIn.value !== null && !signIn.value.anonymous
  return state !== "signedIn" && state !== "ended"
})

// Shares of the stage's budget that only anonymous visitors spend from.
const anonymousScopes = new Set(["newcomers", "visitors"])

/** Whether the same request is taken from a person who signs in. */
export const signInHelps = ({ code, scope = "" }: Problem): boolean =>
  code === "auth.required" || (anonymousScopes.has(scope) && signIn.value !== null && session.value.state === "nobody")

/** Resolves when it is clear whether somebody is signed in. */
export function whenKnown(): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.subscribe(({ state }) => {
      if (state === "arriving") return
      resolve()
      queueMicrotask(() => stop())
    })
  })
}

/** The API knows who is signed in, and lets them do nothing. */
export function forbid(): void {
  if (person.peek()) session.value = { state: "forbidden", person: person.peek() ?? {} }
}
