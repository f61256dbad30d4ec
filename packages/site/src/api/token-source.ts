import type { Afterwards } from "../sign-in/redirect-state.ts"

/** What to do where only a way over the provider, away from this page, leads to a new token. `stay`: the request is not worth it. */
export type IfAway = Afterwards | { nothing: true } | "stay"

/** Somebody who is signed in, as requests see them. All throw a ProblemError: `auth.required` when the session is over, `auth.unavailable`. */
export type Bearer = {
  /** The token to send, renewed if its time is nearly over. */
  token: (ifAway: IfAway) => Promise<string>
  /** The API took the token. */
  accept: () => void
  /** The API did not take this token: gets another one, so that the request can be sent once more. */
  replace: (refused: string, ifAway: IfAway) => Promise<void>
  /** The API took no token of this person. */
  end: () => never
}

let current: Bearer | undefined

/** In whose name requests are sent, if not in that of an anonymous visitor. It lives in memory only. */
export const bearer = (): Bearer | undefined => current

export function sendAs(somebody: Bearer): void {
  current = somebody
}
