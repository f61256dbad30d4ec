import { computed, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import type { Bearer } from "../api/token-source.ts"
import type { SignIn } from "../api/types.ts"
import { t } from "../words/t.ts"

/** The person who is signed in, from the claims of the ID token. Kept in memory only. */
export type Person = { name?: string; email?: string }

/**
 * `anonymous`: no one is signed in. `resolving`: not known yet, or on the way to the provider. `ended`: the API rejects the token, and there is no
 * new one. `forbidden`: signed in, but without access to this site. `signingOut`: on the way to the provider's sign-out.
 */
export type Session = { state: "anonymous" | "resolving" | "signingOut" } | { state: "signedIn" | "ended" | "forbidden"; person: Person }

export const session = signal<Session>({ state: "anonymous" })

/** The sign-in settings of this deployment; `null` for a site without sign-in, and until they are known. */
export const signIn = signal<SignIn | null>(null)

/** Why the last sign-in failed. */
export const signInProblem = signal<"failed" | "denied" | "ended" | undefined>()

export const person = computed(() => ("person" in session.value ? session.value.person : undefined))

/** Whether the page requires sign-in first. */
export const isLocked = computed(() => {
  const { state } = session.value
  if (state === "anonymous") return signIn.value !== null && !signIn.value.anonymous
  return state !== "signedIn" && state !== "ended"
})

// Shares of the stage's budget for anonymous visitors only.
const anonymousScopes = new Set(["newcomers", "visitors"])

/** Whether the same request would succeed after sign-in. */
export const signInHelps = ({ code, scope = "" }: Problem): boolean =>
  code === "auth.required" || (anonymousScopes.has(scope) && signIn.value !== null && session.value.state === "anonymous")

/** Resolves once it is known whether anyone is signed in. */
export function whenResolved(): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.subscribe(({ state }) => {
      if (state === "resolving") return
      resolve()
      queueMicrotask(() => stop())
    })
  })
}

let bearer: Bearer | undefined

export function setBearer(signedIn: Bearer): void {
  bearer = signedIn
}

/** The credentials for a request, once the session is resolved. */
export async function sessionBearer(): Promise<Bearer | undefined> {
  if (session.peek().state === "resolving") await whenResolved()
  return bearer
}

/** The API knows the person and denies access. */
export function forbid(): void {
  if (person.peek()) session.value = { state: "forbidden", person: person.peek() ?? {} }
}

/** The name of a person on the page. */
export const displayName = ({ name, email }: Person): string => name ?? email ?? t.signedIn
