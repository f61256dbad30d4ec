/** What to resume after a redirect to the provider: send the message that waits, stop an answer, or report what was not done. */
export type PendingAction = { send: true } | { stop: string } | { tell: LostChange }

/** The name of the text that reports a change which was not made. */
export type LostChange = "notSaved" | "notSent" | "notRegenerated" | "notContinued"

/** What a request does when only a redirect to the provider yields a new token. `stay`: it fails instead of leaving the page. */
export type OnReauth = PendingAction | { nothing: true } | "stay"

/** The credentials of a signed-in person. All methods throw a ProblemError: `auth.required` when the session is over, `auth.unavailable`. */
export type Bearer = {
  /** The token to send, renewed if it is about to expire. */
  token: (onReauth: OnReauth) => Promise<string>
  /** The API accepted the token. */
  accept: () => void
  /** The API rejected this token: gets another one, so that the request can be sent once more. */
  replace: (rejected: string, onReauth: OnReauth) => Promise<void>
  /** The API rejected the new token too: the session is over. */
  end: () => never
  /** The API knows the person and denies access. */
  forbid: () => void
}

/** Resolves to the credentials to send, once it is known whether anyone is signed in; `undefined` for an anonymous visitor. */
export type TokenSource = () => Promise<Bearer | undefined>

let current: TokenSource = async () => undefined

export const currentBearer: TokenSource = () => current()

/** Called once, by the root of the page. */
export function setTokenSource(source: TokenSource): void {
  current = source
}
