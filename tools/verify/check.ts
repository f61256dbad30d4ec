import type { Client } from "./client.ts"

export type World = {
  url: string
  client: Client
  /** Another caller, who must see nothing of the first one. */
  stranger: Client
  /** Whether `client` may chat: the site lets visitors in, or a token was given. */
  mayChat: boolean
  /** Conversations to delete in the end. */
  conversationIds: Set<string>
}

export type Outcome = "passed" | "failed" | "not seen"
export type Result = {
  name: string
  outcome: Outcome
  /** What was seen, in one line. */
  seen: string
  /** What to do about a check that did not pass. */
  advice?: string
}

export type Check = {
  name: string
  /** The first thing to look at if the check fails. */
  advice: string
  /** Whether it takes turns, which a site behind a sign-in refuses without a token. */
  needsChat?: boolean
  /**
   * @returns what was seen
   * @throws Failure with what was seen instead
   */
  run(world: World): Promise<string>
}

/** What a check saw that it must not see. */
class Failure extends Error {
  override readonly name = "Failure"
}

/** Why a check could not see what it looks for. */
export class NotSeen extends Error {
  override readonly name = "NotSeen"
}

/** Fails the check unless `condition` holds; `seen` is what the person reads. */
export function expectThat(condition: unknown, seen: string): asserts condition {
  if (!condition) throw new Failure(seen)
}

/** Runs the checks one after the other. One that fails does not end the others, but for the first: a site that does not answer has no more to show. */
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
