import type { Provider, Way } from "./provider.ts"
import { type Journey, keepJourney } from "./redirect-state.ts"
import { signIn } from "./session.ts"

let loading: Promise<Provider> | undefined

/** The identity provider of this deployment. Its part of the script is fetched when it is first needed. */
export function loadProvider(): Promise<Provider> {
  loading ??= createProvider().catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}

async function createProvider(): Promise<Provider> {
  const settings = signIn.peek()
  if (!settings) throw new Error("Nobody signs in here.")
  return (await import("./provider.ts")).createProvider(settings)
}

/**
 * Leaves the page for the provider; the page that comes back goes on from the journey. Never resolves.
 * @throws if there is no way to the provider.
 */
export async function depart(way: Way, journey: Journey): Promise<never> {
  const provider = await loadProvider()
  keepJourney(journey)
  neverShowAgain()
  return provider.go(way)
}

/** A page that was left for the provider is made anew when the back button leads to it: browsers would show it as it was left. */
export function neverShowAgain(): void {
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
}
