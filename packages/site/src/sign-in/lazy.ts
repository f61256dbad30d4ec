import { signal } from "@preact/signals"
import type { ComponentType } from "preact"
import type { SignIn } from "../api/types.ts"

/** The part of the page that only sites with sign-in need. See index.ts. */
export type SignInBundle = {
  Account: ComponentType
  ClaimConversation: ComponentType
  SessionBanners: ComponentType
  SignInScreen: ComponentType
  resolveSession: (offered: SignIn | null) => Promise<void>
  offerClaimBeforeOpening: () => Promise<void>
  continueAfterSignIn: () => Promise<void>
  signInFromHere: () => void
}

type Registration = {
  load: () => Promise<SignInBundle>
  /** Reloads the sign-in settings: the page was opened before this site had sign-in. */
  readAgain: () => void
}

let registration: Registration | undefined

/** Called once, by the root of the page: nothing else imports the bundle. */
export function registerSignIn(registered: Registration): void {
  registration = registered
}

/** The bundle once it is loaded, or `failed`. */
export const bundleState = signal<SignInBundle | "failed" | undefined>()

export const signInBundle = (): SignInBundle | undefined => (typeof bundleState.value === "object" ? bundleState.value : undefined)

/** Loads the bundle. If that fails, the page shows an error in its place. */
export async function loadSignInBundle(): Promise<SignInBundle | undefined> {
  if (typeof bundleState.peek() !== "object") bundleState.value = await registration?.load().catch(() => "failed" as const)
  return signInBundle()
}

/** Signs in and returns to the current page. */
export function startSignIn(): void {
  const bundle = signInBundle()
  if (bundle) bundle.signInFromHere()
  else registration?.readAgain()
}
