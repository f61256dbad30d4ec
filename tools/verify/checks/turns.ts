import { ulid } from "ulid"
import { type Check, expectThat, NotSeen, type World } from "../check.ts"
import { type StreamEvent, textOfEvents } from "../client.ts"

const shortQuestion = "In one sentence: what is a river?"
const longQuestion =
  "Write about rivers of the world in at least 600 words, one paragraph for each of ten rivers. How are they deployed to prod?"

const newTurn = (question: string) => ({ turnId: `trn_${ulid()}`, content: [{ text: question }] })

/** An answer stops at one of its next two heartbeats, which are about a second apart. */
const stopWithinMs = 4_000

async function askToStop({ client }: World, turnId: string) {
  const { status } = await client.ask(`/api/chat/${turnId}/stop`, { method: "POST" })
  return { status, at: performance.now() }
}

/** Records the conversation for deletion at the end. */
function note(world: World, events: StreamEvent[]): string {
  const id = events.find(({ event }) => event === "turn")?.data.conversationId
  expectThat(typeof id === "string", "the stream did not begin with the event `turn`")
  world.conversationIds.add(id)
  return id
}

const lastOf = (events: StreamEvent[]) => events.at(-1)
const isDelta = ({ event }: StreamEvent) => event === "delta"

async function storedAnswer({ client }: World, conversationId: string) {
  const { status, json } = await client.ask(`/api/conversations/${conversationId}`)
  expectThat(status === 200, `GET /conversations/{id} answered ${status}`)
  const messages = json.messages as { role: string; status: string; content: { text?: string }[] }[]
  const answer = messages.findLast(({ role }) => role === "assistant")
  expectThat(answer, "the conversation holds no answer")
  return { status: answer.status, text: answer.content.flatMap(({ text }) => (text ? [text] : [])).join("\n\n") }
}

export const turnChecks: Check[] = [
  {
    name: "a streamed turn",
    needsChat: true,
    advice: "If all pieces came at once, the API's integration does not stream: look at responseTransferMode in the deployed API.",
    async run(world) {
      const events = await world.client.stream(newTurn(shortQuestion))
      const conversationId = note(world, events)
      const last = lastOf(events)
      expectThat(last?.event === "done", `the stream ended with ${JSON.stringify(last?.data ?? "nothing")}`)
      const deltas = events.filter(isDelta)
      const text = textOfEvents(events)
      expectThat(last.data.length === text.length, `${text.length} characters came, \`done\` counts ${last.data.length}`)
      const arrivals = new Set(deltas.map(({ at }) => Math.round(at)))
      expectThat(arrivals.size > 1, `${deltas.length} pieces arrived at once`)
      const stored = await storedAnswer(world, conversationId)
      expectThat(stored.text === text && stored.status === "complete", `stored is another text, ${stored.status}`)
      return `${deltas.length} pieces at ${arrivals.size} moments, ${text.length} characters, stored as sent`
    },
  },
  {
    name: "a turn as JSON, and its repeat",
    needsChat: true,
    advice: "Look at the function's log for the request id.",
    async run(world) {
      const turn = newTurn(shortQuestion)
      const first = await world.client.post("/api/chat", turn)
      expectThat(first.status === 200 || first.status === 202, `POST /chat answered ${first.status} ${first.json.code ?? ""}`)
      world.conversationIds.add(String(first.json.conversationId))
      if (first.status === 202) return "202: the answer takes longer than a JSON answer waits"
      const again = await world.client.post("/api/chat", turn)
      expectThat(again.text === first.text, "the same turnId brought another answer")
      return `200 ${first.json.status}, the repeat is the same answer`
    },
  },
  {
    name: "stop",
    needsChat: true,
    advice: "Look at POST /chat/{turnId}/stop in the function's log; the answer ends with its next heartbeats, about two seconds later.",
    async run(world) {
      const turn = newTurn(longQuestion)
      let asked: Promise<{ status: number; at: number }> | undefined
      const events = await world.client.stream(turn, (event) => {
        if (isDelta(event)) asked ??= askToStop(world, turn.turnId)
        return false
      })
      const conversationId = note(world, events)
      const stop = await asked
      expectThat(stop?.status === 202, `asking to stop answered ${stop?.status}`)
      const last = lastOf(events)
      const wentOnMs = (last?.at ?? 0) - stop.at
      const stored = await storedAnswer(world, conversationId)
      if (stored.status === "complete") {
        expectThat(wentOnMs < stopWithinMs, `the answer went on for ${Math.round(wentOnMs / 1_000)} s after the stop`)
        throw new NotSeen("the answer was complete before the stop could take effect")
      }
      const isStopped = last?.data.status === "stopped" && stored.text === textOfEvents(events)
      expectThat(isStopped, `the stream ended as ${last?.data.status}, stored is ${stored.status}`)
      return `stopped after ${stored.text.length} characters, which are kept`
    },
  },
  {
    name: "a cut stream, and its rest",
    needsChat: true,
    advice: "Look at the turn in the table: the function continues to write the answer after the reader disconnects.",
    async run(world) {
      const turn = newTurn(longQuestion)
      const cut = await world.client.stream(turn, isDelta)
      const conversationId = note(world, cut)
      const held = textOfEvents(cut)
      const rest = await restOf(world, { ...turn, conversationId }, lastOf(cut)?.id)
      const last = lastOf(rest)
      expectThat(last?.event === "done", `the rest ended with ${JSON.stringify(last?.data ?? "nothing")}`)
      const whole = textOfEvents([...cut, ...rest])
      const stored = await storedAnswer(world, conversationId)
      expectThat(
        whole === stored.text,
        `${held.length} + ${whole.length - held.length} characters are not the ${stored.text.length} stored`,
      )
      return `cut after ${held.length} characters, the other ${whole.length - held.length} came later`
    },
  },
]

/** What a reader gets after an event. Reconnects when the site ends a long following. */
async function restOf({ client }: World, turn: object, after: string | undefined): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for (let tries = 0; tries < 20; tries++) {
    events.push(...(await client.stream({ ...turn, after: lastOf(events)?.id ?? after })))
    if (lastOf(events)?.data.code !== "turn.follow") break
  }
  return events
}
