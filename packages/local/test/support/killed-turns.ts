import type { Block } from "@parley/api/block.ts"
import type { Message } from "@parley/api/message.ts"
import { unknownOutcome } from "@parley/core/blocks/unknown-results.ts"
import { continueContent } from "@parley/core/model/continued-answer.ts"
import { textOf } from "@parley/core/text.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-call.ts"
import { heardBlocks } from "@parley/testing/stage/held-blocks.ts"
import { parseEvents, type SentEvent, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { expect } from "vitest"
import { blocksAt, type Place, type Plan, runsBefore, stepsBefore, usageOfCall } from "./planned-turn.ts"
import { type Hold, newHold } from "./tool-server.ts"
import { nextQuestion, type ToolStage } from "./tool-stage.ts"

/** A turn whose function is killed at a place of it. `isLogged`: not before its log holds everything up to there; otherwise its log is empty. */
export type Case = { name: string; plan: Plan; place: Place; isLogged: boolean }
type Victim = Case & {
  visitor: Visitor
  turnId: string
  conversationId: string
  /** Where the turn waits. */
  hold: Hold
  /** Where the writes of its log wait, if it has none. */
  logHold: Hold
}
type Opened = { turn?: { content: Block[] }; messages: Message[] }

const patient = { timeout: 40_000, interval: 250 }

/** Starts the turns, kills the function once each has reached its place, and checks what is left of them. */
export async function killAt(world: ToolStage, cases: readonly Case[]): Promise<void> {
  // A model that sends nothing for 20 seconds is given up: these turns start last.
  const isHeldByModel = ({ place }: Case) => place.words !== undefined
  const startAll = (some: Case[]) => Promise.all(some.map((one) => startVictim(world, one)))
  const victims = [...(await startAll(cases.filter((one) => !isHeldByModel(one)))), ...(await startAll(cases.filter(isHeldByModel)))]
  await world.stage.killFunction("chat")
  for (const { name } of cases) world.markKilled(name)
  for (const { hold, place } of victims) if (!place.write) hold.release()

  const first = (n: number) => recoveries[n % recoveries.length]
  await Promise.all(victims.map((victim, n) => first(n)?.(victim)))
  // What the killed function had sent to the table arrives now.
  for (const { hold, logHold } of victims) for (const held of [hold, logHold]) held.release()
  await expect.poll(() => world.dynamo.calls.filter(({ replyStatus }) => replyStatus === undefined), patient).toEqual([])
  await Promise.all(
    victims.map(async (victim, n) => {
      for (const request of recoveries) if (request !== first(n)) await request(victim)
      await checkVictim(world, victim)
    }),
  )
  await checkMoney(world)
}

/** Starts a turn, and waits until it is at its place. */
async function startVictim(world: ToolStage, one: Case): Promise<Victim> {
  const { name, plan, place, isLogged } = one
  const visitor = visitorAt(world.stage.url)
  const { turnId, hold } = world.plan(name, plan, place)
  const logHold = newHold()
  const isOfTurn = ({ body }: DynamoCall) => JSON.stringify(body).includes(turnId)
  if (!isLogged) world.dynamo.rule({ operation: "PutItem", times: 100, when: isOfTurn, before: logHold.wait })
  const headers = { accept: "text/event-stream" }
  const response = await visitor.request("POST", "/chat", { body: { turnId, content: [{ text: name }] }, headers })
  const reader = response.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  const victim = { ...one, visitor, turnId, hold, logHold, conversationId: /cnv_[0-9A-Z]{26}/.exec(first)?.[0] ?? "" }
  const isWhole = async () => {
    while (!(await reader?.read())?.done) {}
    throw new Error(`${name}: the turn ended before its place.`)
  }
  await Promise.race([hold.reached, isWhole()])
  if (isLogged) await expect.poll(async () => (await open(victim)).turn?.content, patient).toEqual(blocksAt(name, plan, place, "running"))
  return victim
}

const open = async ({ visitor, conversationId }: Pick<Victim, "visitor" | "conversationId">) =>
  (await visitor.json<Opened>("GET", `/conversations/${conversationId}`)).body

/** Posts the turn until its end is known. */
async function post({ visitor, turnId, name }: Victim): Promise<SentEvent[]> {
  let events: SentEvent[] = []
  const send = async () => {
    const body = { turnId, content: [{ text: name }] }
    const response = await visitor.request("POST", "/chat", { body, headers: { accept: "text/event-stream" } })
    const text = await response.text()
    if (response.status !== 200) return text
    events = parseEvents(text)
    const last = events.at(-1)
    return last?.event === "error" && last.data.code === "turn.follow" ? "turn.follow" : last?.event
  }
  await expect.poll(send, patient).toMatch(/^(done|error)$/)
  return events
}

const answerTo = async ({ visitor, conversationId }: Victim, more: object): Promise<void> => {
  type Answered = { status: string; code?: string; detail?: string }
  const send = async () => {
    const { status, code, detail } = (await visitor.json<Answered>("POST", "/chat", { conversationId, ...more })).body
    return code ? `${code}: ${detail}` : status
  }
  await expect.poll(send, patient).toBe("complete")
}
const askNext = (victim: Victim) => answerTo(victim, { content: [{ text: nextQuestion }] })
const goOn = (victim: Victim) => answerTo(victim, { continues: true, parentTurnId: victim.turnId })

/** The requests of a client. Each must be able to be the first one after the kill. */
const recoveries: ((victim: Victim) => Promise<unknown>)[] = [
  (victim) => expect.poll(async () => (await open(victim)).turn, patient).toBeUndefined(),
  post,
  askNext,
  goOn,
]

/** The turn is ended with what its log holds, and repeats that. No tool and no model call of it has run again. */
async function checkVictim(world: ToolStage, victim: Victim): Promise<void> {
  const { name, plan, place, isLogged } = victim
  const content = isLogged ? blocksAt(name, plan, place, "unknown") : []
  const { ended, isOpen } = stepsBefore(place)
  const events = await post(victim)
  expect(events.at(-1), name).toMatchObject({ event: "error", data: { status: "interrupted", length: textOf(content).length } })
  const { turn, messages } = await open(victim)
  expect([turn, messages[0]]).toMatchObject([undefined, { role: "user", content: [{ text: name }] }])
  const [, answer] = messages
  expect({ name, heard: heardBlocks(events), stored: answer?.content }).toEqual({ name, heard: content, stored: content })
  expect(answer, name).toMatchObject({ role: "assistant", status: "interrupted", usage: usageOf(ended) })
  expect([name, answer?.cost?.estimated]).toEqual([name, isOpen || undefined])
  expect([name, world.tools.runs.filter((id) => id.startsWith(`${name}-`))]).toEqual([name, runsBefore(name, plan, place)])
  expect([name, world.callsOf(name).length]).toEqual([name, place.call])
  const prompts = world
    .continuationsOf(name)
    .map(({ messages }) => messages.flatMap(({ content }) => content.filter((block) => !("cachePoint" in block))))
  expect(prompts, name).toEqual([continuedPrompt(name, content)])
}

/** The blocks of a prompt that continues an answer: the model gets the results of its calls, and goes on with them or with our line. */
function continuedPrompt(name: string, content: Block[]): object[] {
  const results = content.flatMap((block) => ("toolResult" in block ? [block.toolResult.toolUseId] : []))
  const unknown = content.flatMap((block) =>
    "toolUse" in block && !results.includes(block.toolUse.toolUseId) ? [unknownResult(block.toolUse.toolUseId)] : [],
  )
  const told = content.map((block, index) => {
    if ("toolUse" in block) return { toolUse: { toolUseId: block.toolUse.toolUseId, name: "look", input: { at: "home" } } }
    return "text" in block && index === content.length - 1 ? { text: block.text.trimEnd() } : block
  })
  const last = content.at(-1)
  const line = last && !("text" in last) ? [] : continueContent
  return [{ text: name }, ...told, ...unknown, ...line]
}

const unknownResult = (toolUseId: string) => ({ toolResult: { toolUseId, content: [{ text: unknownOutcome }], status: "error" } })

const usageOf = (calls: number) => ({ inputTokens: calls * usageOfCall.inputTokens, outputTokens: calls * usageOfCall.outputTokens })

/** Nothing is reserved any more, and each scope has spent the cost of all answers. */
async function checkMoney(world: ToolStage): Promise<void> {
  const items = await world.items()
  const spent = new Map<string, number>()
  for (const item of items) {
    if (item.committed === undefined) continue
    expect({ pk: item.pk, committed: item.committed }).toEqual({ pk: item.pk, committed: item.spent })
    const kind = /(visitor|address|stage)#/.exec(item.pk)?.[1] ?? item.pk
    spent.set(kind, (spent.get(kind) ?? 0) + Number(item.spent))
  }
  const costs = items.reduce((sum, { cost }) => sum + Number(cost ?? 0), 0)
  expect(Object.fromEntries(spent)).toEqual({ visitor: costs, address: costs, stage: costs })
}
