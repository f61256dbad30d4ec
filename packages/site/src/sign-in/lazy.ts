import { signal } from "@preact/signals"

type Part = typeof import("./index.ts")

/** The part of the page that only sites with sign-in need, once it is here. */
export const signInPart = signal<Part | "failed" | undefined>()

/** The part, where it is here. */
export const fetchedPart = (): Part | undefined => (typeof signInPart.value === "object" ? signInPart.value : undefined)

/** Fetches it. Where that fails the page says so in its place. */
export async function fetchPart(): Promise<Part | undefined> {
  if (typeof signInPart.peek() !== "object") signInPart.value = await import("./index.ts").catch(() => "failed" as const)
  return fetchedPart()
}
