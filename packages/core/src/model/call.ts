import {
  type BedrockRuntimeClient,
  type ContentBlock,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  type Message,
} from "@aws-sdk/client-bedrock-runtime"
import { blockSeparator } from "../text.ts"
import type { OfferedModel } from "./catalogue.ts"
import { ModelError, modelErrorFrom } from "./error.ts"
import type { TokenUsage } from "./price.ts"
import { systemPrompt } from "./system-prompt.ts"

export type PromptMessage = { role: "user" | "assistant"; text: string }

export type ModelRequest = {
  model: OfferedModel
  /** Oldest first, alternating, ending with what the person says now. */
  messages: PromptMessage[]
  maxTokens: number
  /** Keep the prefix up to the last message of the history in the model's cache. */
  cacheHistory: boolean
}

export type ModelEvent = { type: "text"; text: string } | { type: "end"; stopReason: string } | { type: "usage"; usage: TokenUsage }

/** Streams an answer. Ends normally only if the model said that it was done; throws a `ModelError` otherwise. */
export type ModelCaller = (request: ModelRequest, signal: AbortSignal) => AsyncGenerator<ModelEvent, void>

/** A model that sends nothing for so long is given up; Bedrock has no limit of its own short of minutes. */
export const modelSilenceMilliseconds = 20_000

/** The answer is whole by then: only its usage is waited for, and a person with it. */
const usagePatienceMilliseconds = 2_000

/**
 * The one place that calls Bedrock. A stream that breaks off looks to the SDK like one that ended (an early end of the connection throws
 * nothing), so an answer counts as whole only after `messageStop`; `metadata` with the usage follows it.
 */
export function bedrockModel(client: BedrockRuntimeClient, silenceMilliseconds = modelSilenceMilliseconds): ModelCaller {
  return async function* callModel(request, signal) {
    const silence = silenceGuard(silenceMilliseconds, signal)
    const eventsOf = eventReader()
    let events: AsyncIterator<ConverseStreamOutput> | undefined
    let ended = false
    try {
      const answer = await client.send(new ConverseStreamCommand(commandInput(request)), { abortSignal: silence.signal })
      if (!answer.stream) return
      events = answer.stream[Symbol.asyncIterator]()
      for (;;) {
        const next = await silence.race(events.next())
        if (next.done) break
        for (const event of eventsOf(next.value)) {
          if (event.type === "end") {
            ended = true
            silence.allow(usagePatienceMilliseconds)
          }
          yield event
        }
      }
    } catch (error) {
      // What comes after messageStop is only bookkeeping: a break there costs the usage figures, not the answer.
      if (!ended && !signal.aborted) throw silence.wasBroken() ? silenceError() : modelErrorFrom(error, events !== undefined)
    } finally {
      silence.end()
      // Not awaited: a stalled stream would never answer. This closes the connection, so the model stops as well.
      events?.return?.().catch(() => undefined)
    }
    if (!ended && !signal.aborted) throw new ModelError("model.failed", "The model's answer broke off.", { billed: true })
  }
}

const silenceError = () => new ModelError("model.timeout", "The model sent nothing for too long.", { billed: true })

function commandInput({ model, messages, maxTokens, cacheHistory }: ModelRequest): ConverseStreamCommandInput {
  const lastOfHistory = messages.length - 2
  return {
    modelId: model.modelId,
    system: [{ text: systemPrompt }],
    messages: messages.map(({ role, text }, index): Message => {
      const blocks: ContentBlock[] = [{ text }]
      if (cacheHistory && index === lastOfHistory) blocks.push({ cachePoint: { type: "default" } })
      return { role, content: blocks }
    }),
    inferenceConfig: { maxTokens },
    ...(model.thinking && { additionalModelRequestFields: { thinking: model.thinking } }),
  }
}

/** Reads the frames of one answer. Text blocks that follow each other are one text, with a blank line between them. */
function eventReader(): (event: ConverseStreamOutput) => Generator<ModelEvent> {
  let lastBlock: number | undefined
  return function* eventsOf({ contentBlockDelta: delta, messageStop, metadata }) {
    const text = delta?.delta?.text
    if (text) {
      const isNext = lastBlock !== undefined && delta.contentBlockIndex !== lastBlock
      lastBlock = delta.contentBlockIndex
      yield { type: "text", text: isNext ? blockSeparator + text : text }
    }
    if (messageStop) yield { type: "end", stopReason: messageStop.stopReason ?? "end_turn" }
    if (metadata?.usage) {
      const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = metadata.usage
      yield { type: "usage", usage: { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } }
    }
  }
}

/**
 * Our own inactivity timer (the SDK's ends a stream silently, or not at all), and the end of waiting when the caller gives up. One signal for
 * both, handed on by hand: Node keeps what `AbortSignal.any` makes for as long as it has a listener, and the SDK never takes its own away.
 */
function silenceGuard(milliseconds: number, callerSignal: AbortSignal) {
  const controller = new AbortController()
  const giveUp = () => controller.abort()
  let broken = false
  const start = (patience: number) =>
    setTimeout(() => {
      broken = true
      giveUp()
    }, patience)
  let timer = start(milliseconds)
  callerSignal.addEventListener("abort", giveUp, { once: true })
  if (callerSignal.aborted) giveUp()
  let reject: (reason: Error) => void = () => undefined
  const givenUp = () => reject(new Error("The model call was given up."))
  controller.signal.addEventListener("abort", givenUp, { once: true })
  return {
    signal: controller.signal,
    wasBroken: () => broken,
    // One waiter at a time. `Promise.race` with a promise that lives as long as the answer would keep every event until its end.
    race<T>(next: Promise<T>): Promise<T> {
      timer.refresh()
      return new Promise((resolve, fail) => {
        reject = fail
        if (controller.signal.aborted) givenUp()
        next.then(resolve, fail)
      })
    },
    allow(patience: number): void {
      clearTimeout(timer)
      timer = start(patience)
    },
    end(): void {
      clearTimeout(timer)
      callerSignal.removeEventListener("abort", giveUp)
    },
  }
}
