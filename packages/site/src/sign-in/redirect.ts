import { importPart } from "../import-part.ts"
import type { PromptMode, Provider } from "./provider.ts"
import { type RedirectState, saveRedirectState } from "./redirect-state.ts"
import { signIn } from "./session.ts"

let loading: Promise<Provider> | undefined

/** The identity provider of this deployment. Its client library is loaded on first use. */
export function loadProvider(): Promise<Provider> {
  loading ??= createProvider().catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}

async function createProvider(): Promise<Provider> {
  const settings = signIn.peek()
  if (!settings) throw new Error("This site has no sign-in.")
  return (await importPart(() => import("./provider.ts"))).createProvider(settings)
}

/**
 * Redirects to the provider. The page that receives the callback continues from `state`. Never resolves.
 * @throws if the provider cannot be reached.
 */
export async function redirectToProvider(mode: PromptMode, state: RedirectState): Promise<never> {
  const provider = await loadProvider()
  saveRedirectState(state)
  reloadOnRestore()
  return provider.redirect(mode)
}

/** Reloads the page when the back button restores it from the back/forward cache, which would show it as it was before the redirect. */
export function reloadOnRestore(): void {
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
}
