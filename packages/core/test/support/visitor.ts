import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import type { Block } from "@parley/api/block.ts"
import { HeldBlocks } from "@parley/testing/stage/held-blocks.ts"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller, TurnContext } from "../../src/context.ts"
import type { Message } from "../../src/entities/message.ts"
import { newTurnId } from "../../src/ids.ts"
import type { TurnBegan, TurnEvent } from "../../src/turn/events.ts"
import type { TurnRequest } from "../../src/turn/request.ts"
import { runTurn } from "../../src/turn/run.ts"
import { VisibleError } from "../../src/visible-error.ts"

export const newCaller = (more: Partial<Caller> = {}): Caller => ({
  owner: `owner-${randomUUID()}`,
  address: `address-${randomUUID()}`,
  isPerson: false,
  isReturning: false,
  ...more,
})

export const ask = (text: string, more: Partial<TurnRequest> = {}): TurnRequest => ({
  turnId: newTurnId(),
  content: [{ text }],
  ...more,
})

/** The result of one POST of a turn. */
export type Heard = {
  events: TurnEvent[]
  began: TurnBegan | undefined
  /** The caller's blocks, earlier ones included; `text`: their texts as one. */
  readonly blocks: Block[]
  readonly text: string
  /** The id of the last event that has one. */
  id: string | undefined
  /** The last event's name, status, code and length, as one value to compare. */
  last: { event: "done" | "error"; status: string; length: number; code?: string } | undefined
  /** The error, if the POST was refused before any event. */
  refused: VisibleError | undefined
  answer: Message | undefined
  /** The turn is still running, and this POST does not follow it, or no longer. */
  isRunning: boolean
}

export type Listening = Heard & {
  /** Resolves with the complete result after the POST has ended. */
  over: Promise<Heard>
}

const longDeadline = 120_000

type PostOptions = {
  /** When the function ends, in milliseconds from now. */
  deadline?: number
  onEvent?: (event: TurnEvent) => void
  /** The caller's blocks so far. */
  holding?: readonly Block[]
}

/** Posts a turn and collects its events. */
export function post(context: TurnContext, caller: Caller, request: TurnRequest, options: PostOptions = {}): Listening {
  const { deadline = longDeadline, onEvent, holding } = options
  const held = new HeldBlocks(holding)
  const heard: Heard = {
    events: [],
    began: undefined,
    get blocks() {
      return held.blocks
    },
    get text() {
      return held.text
    },
    id: undefined,
    last: undefined,
    refused: undefined,
    answer: undefined,
    isRunning: false,
  }
  const emit = (event: TurnEvent) => {
    heard.events.push(event)
    onEvent?.(event)
    if (event.event === "turn") heard.began = event.data
    held.hear(event)
    if ("id" in event) heard.id = event.id
    if (event.event === "done" || event.event === "error") {
      const { status, length } = event.data
      heard.last = { event: event.event, status, length, ...(event.event === "error" && { code: event.data.code }) }
    }
  }
  const over = runTurn(context, caller, request, context.now() + deadline, emit).then(
    (taken) => Object.assign(heard, { answer: taken.kind === "ended" ? taken.message : undefined, isRunning: taken.kind === "running" }),
    (error: unknown) => {
      if (!(error instanceof VisibleError)) throw error
      return Object.assign(heard, { refused: error })
    },
  )
  return Object.assign(heard, { over })
}

/** Posts a turn and waits for its end. */
export const take = (context: TurnContext, caller: Caller, request: TurnRequest, options?: PostOptions): Promise<Heard> =>
  post(context, caller, request, options).over

/** Posts a turn repeatedly until it has ended, as callers do that cannot follow it. */
export async function takeToEnd(context: TurnContext, caller: Caller, request: TurnRequest, options?: PostOptions): Promise<Heard> {
  for (;;) {
    const heard = await take(context, caller, request, options)
    if (!heard.isRunning) return heard
    await wait(100)
  }
}

/** Runs a turn that must succeed, for tests that need a conversation first. */
export async function takeWell(context: TurnContext, caller: Caller, request: TurnRequest): Promise<TurnBegan> {
  const { began, last, answer } = await take(context, caller, request)
  if (!began || last?.event !== "done" || storedText(answer?.content ?? []) === "")
    throw new Error(`The turn ended in ${JSON.stringify(last)}`)
  return began
}
