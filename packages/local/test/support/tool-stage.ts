import { fileURLToPath } from "node:url"
import { newTurnId } from "@parley/core/ids.ts"
import { type ConverseBody, type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-call.ts"
import { type DynamoProxy, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { type TableItem, tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { deployedFunctions } from "../../src/lambda/functions.ts"
import { framesOf, type Place, type Plan, toolUseIdOf } from "./planned-turn.ts"
import { type Hold, newHold, startToolServer, type ToolServer } from "./tool-server.ts"

/** The question of a turn after a planned one. */
export const nextQuestion = "Next"

export type ToolStage = {
  stage: TestStage
  bedrock: FaultBedrock
  dynamo: DynamoProxy
  tools: ToolServer
  /** A turn whose model follows a plan, and waits at a place of it. Its question is its name. */
  plan(name: string, plan: Plan, place?: Place): { turnId: string; hold: Hold }
  /** The model calls of a planned turn. */
  callsOf(name: string): ConverseBody[]
  /** From now on the prompts of a planned turn, but for those of the next question, continue it. */
  markKilled(name: string): void
  /** The prompts that continue a planned turn. */
  continuationsOf(name: string): ConverseBody[]
  items(): Promise<TableItem[]>
  stop(): Promise<void>
}

type PlannedTurn = {
  plan: Plan
  place: Place | undefined
  hold: Hold
  isKilled: boolean
  calls: ConverseBody[]
  continuations: ConverseBody[]
}

/** A stage whose chat function has a tool, in front of a model, a table and a tool that wait where a test wants. */
export async function startToolStage(): Promise<ToolStage> {
  const [database, bedrock, tools] = await Promise.all([startTestDatabase("fast"), startFaultBedrock(), startToolServer()])
  const dynamo = await startDynamoProxy(database.url)
  const chat = { ...deployedFunctions.chat, file: fileURLToPath(new URL("../fixtures/chat-with-tool.ts", import.meta.url)) }
  const stage = await startTestStage({
    bedrockUrl: bedrock.url,
    functions: { ...deployedFunctions, chat },
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
      TOOL_URL: tools.url,
      BUDGET_ADDRESS_DAILY_USD: "100",
      BUDGET_STAGE_DAILY_USD: "100",
    },
  })
  const turns = new Map<string, PlannedTurn>()
  bedrock.otherwise(({ body }) => {
    const [name = "", ...more] = questionsIn(body)
    const turn = turns.get(name)
    if (!turn || more.at(-1) === nextQuestion) return {}
    if (turn.isKilled) {
      turn.continuations.push(body)
      return {}
    }
    turn.calls.push(body)
    const { plan, place, hold } = turn
    const call = callIn(body)
    const answer: Answer = { frames: framesOf(name, plan, call) }
    if (place?.call !== call || place.words === undefined) return answer
    const heldAt = 1 + place.words
    return { ...answer, beforeDelta: (index) => (index === heldAt ? hold.wait() : undefined) }
  })
  const planned = (name: string): PlannedTurn => {
    const turn = turns.get(name)
    if (!turn) throw new Error(`No turn ${name} is planned.`)
    return turn
  }
  return {
    stage,
    bedrock,
    dynamo,
    tools,
    plan(name, plan, place) {
      const turnId = newTurnId()
      const hold = newHold()
      turns.set(name, { plan, place, hold, isKilled: false, calls: [], continuations: [] })
      if (place?.tool !== undefined) tools.hold(toolUseIdOf(name, place.call, place.tool), hold)
      if (place?.write) holdWrite(dynamo, turnId, place, hold)
      return { turnId, hold }
    },
    callsOf: (name) => planned(name).calls,
    markKilled(name) {
      planned(name).isKilled = true
    },
    continuationsOf: (name) => planned(name).continuations,
    items: () => tableItems(database.url),
    async stop() {
      await stage.stop()
      await Promise.all([bedrock.close(), tools.close(), dynamo.close()])
      await database.stop()
    },
  }
}

/** The texts of a person, or of Parley in its place, in a prompt. The first one is the name of a planned turn. */
const questionsIn = ({ messages }: ConverseBody) =>
  messages.flatMap(({ role, content }) => (role === "user" ? content.flatMap(({ text }) => text ?? []) : []))

/** Which call of its turn a prompt belongs to, from 1. */
const callIn = ({ messages }: ConverseBody) => messages.filter(({ role }) => role === "assistant").length + 1

/** Holds a write between two calls, with its repetitions: before it reaches the table, or before its reply. */
function holdWrite(dynamo: DynamoProxy, turnId: string, { call, write, isStored }: Place, hold: Hold): void {
  const isHeld = ({ body }: DynamoCall) => {
    if (!JSON.stringify(body).includes(turnId)) return false
    if (write === "reserve") return String(body.ClientRequestToken).endsWith(`-step-${call + 1}`)
    const { ":stepCount_u0": stepCount } = (body.ExpressionAttributeValues ?? {}) as Record<string, { N?: string }>
    return stepCount?.N === String(call)
  }
  const operation = write === "end" ? "UpdateItem" : "TransactWriteItems"
  dynamo.rule({ operation, times: 100, when: isHeld, ...(isStored ? { after: hold.wait } : { before: hold.wait }) })
}
