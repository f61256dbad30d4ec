import { type Check, type Result, runAll, type World } from "./check.ts"
import { pageChecks } from "./checks/page.ts"
import { refusalChecks } from "./checks/refusals.ts"
import { turnChecks } from "./checks/turns.ts"
import { Client } from "./client.ts"

const start: Check = {
  name: "the API answers",
  advice: "Check the address; on a stage, look at the API's deployment and the edge's key.",
  async run({ client }) {
    const { status, json } = await client.ask("/api/health")
    if (status !== 200) throw new Error(`GET /api/health answered ${status}`)
    return `version ${json.version}`
  },
}

const cleanUp: Check = {
  name: "nothing is left",
  needsChat: true,
  advice: "Delete the newest chats of this visitor by hand; they expire after RETENTION_DAYS.",
  async run({ client, conversationIds }) {
    for (const id of conversationIds) {
      const { status } = await client.ask(`/api/conversations/${id}`, { method: "DELETE" })
      const after = await client.ask(`/api/conversations/${id}`)
      if (status !== 204 || after.status !== 404) throw new Error(`${id}: deleting answered ${status}, reading it then ${after.status}`)
    }
    return `${conversationIds.size} chats deleted`
  },
}

/**
 * Checks a running site from outside: page, headers, stream, JSON, stop, resume, refusals. It runs four short turns and deletes their chats.
 * @param token an ID token, for sites that require sign-in
 */
export async function verify(url: string, token: string | undefined, report: (result: Result) => void): Promise<Result[]> {
  const client = new Client(url, token)
  const world: World = {
    url,
    client,
    stranger: new Client(url),
    mayChat: token !== undefined || (await letsVisitorsIn(client)),
    conversationIds: new Set(),
  }
  return runAll([start, ...pageChecks, ...turnChecks, ...refusalChecks, cleanUp], world, report)
}

async function letsVisitorsIn(client: Client): Promise<boolean> {
  const answer = await client.ask("/api/config").catch(() => undefined)
  const signIn = answer?.json.signIn as { anonymous?: boolean } | null | undefined
  return !signIn || signIn.anonymous === true
}
