import type { Client } from "./client.ts"

export type World = {
  url: string
  client: Client
  /** A second caller, who must not see the first one's data. */
  stranger: Client
  /** Whether `client` may chat: the site admits visitors, or a token was given. */
  mayChat: boolean
  /** Conversations to delete at the end. */
  conversationIds: Set<string>
}

export type Outcome = "passed" | "failed" | "not seen"
export type Result = {
  name: string
  outcome: Outcome
  /** The observation, in one line. */
  seen: string
  /** The fix, for a check that did not pass. */
  advice?: string
}

export type Check = {
  name: string
  /** The first place to look if the check fails. */
  advice: string
  /** Whether the check runs turns, which a site with required sign-in refuses without a token. */
  needsChat?: boolean
  /**
   * @returns the observation
   * @throws Failure with the wrong observation
   */
  run(world: World): Promise<string>
}

/** The check observed something that it must not. */
class Failure extends Error {
  override readonly name = "Failure"
}

/** The reason why a check could not run. */
export class NotSeen extends Error {
  override readonly name = "NotSeen"
}

/** Fails the check unless `condition` holds; `seen` is the observation in the report. */
export function expectThat(condition: unknown, seen: string): asserts condition {
  if (!condition) throw new Failure(seen)
}

/**
 * Runs the checks one after the other. A failure does not stop the rest, except for the first check: a site that does not respond cannot be checked
 * further.
 */
export async function runAll(checks: readonly Check[], world: World, report: (result: Result) => void): Promise<Result[]> {
  const results: Result[] = []
  for (const check of checks) {
    const result = await resultOf(check, world)
    report(result)
    results.push(result)
    if (results.length === 1 && result.outcome === "failed") break
  }
  return results
}

async function resultOf({ name, advice, needsChat, run }: Check, world: World): Promise<Result> {
  if (needsChat && !world.mayChat)
    return { name, outcome: "not seen", seen: "the site wants people to sign in", advice: "Pass an ID token in VERIFY_ID_TOKEN." }
  try {
    return { name, outcome: "passed", seen: await run(world) }
  } catch (error) {
    if (error instanceof NotSeen) return { name, outcome: "not seen", seen: error.message, advice }
    return { name, outcome: "failed", seen: error instanceof Error ? describe(error) : String(error), advice }
  }
}

const describe = (error: Error): string => (error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message)
