import type { Block } from "@parley/api/block.ts"
import { resultOf } from "./tool-server.ts"

/** A model call: the words of its text, and how many tools it calls. */
export type PlannedCall = { words: readonly string[]; tools: number }
/** The model calls of a turn. The last one calls no tool. */
export type Plan = readonly PlannedCall[]

/** A place in a model call of a turn. Calls count from 1. It has one of `words`, `tool` and `write`. */
export type Place = {
  call: number
  /** After so many words of the call. */
  words?: number
  /** While this tool of the call runs, counted from 0. */
  tool?: number
  /** At the write of the end of the call, or at the reservation of the next one. */
  write?: "end" | "reserve"
  /** Whether the write takes effect before the place. */
  isStored?: boolean
}

export const toolUseIdOf = (name: string, call: number, tool: number) => `${name}-${call}-${tool}`
const toolUseIds = (name: string, call: number, { tools }: PlannedCall) =>
  Array.from({ length: tools }, (_, n) => toolUseIdOf(name, call, n))

/** The frames of a model call. */
export function framesOf(name: string, plan: Plan, call: number): [type: string, payload: object][] {
  const { words, tools } = plan[call - 1] as PlannedCall
  const uses = toolUseIds(name, call, { words, tools }).flatMap((toolUseId, n): [string, object][] => {
    const contentBlockIndex = n + 1
    return [
      ["contentBlockStart", { contentBlockIndex, start: { toolUse: { toolUseId, name: "look" } } }],
      ["contentBlockDelta", { contentBlockIndex, delta: { toolUse: { input: '{"at":"home"}' } } }],
      ["contentBlockStop", { contentBlockIndex }],
    ]
  })
  return [
    ["messageStart", { role: "assistant" }],
    ...words.map((text): [string, object] => ["contentBlockDelta", { contentBlockIndex: 0, delta: { text } }]),
    ...uses,
    ["messageStop", { stopReason: tools > 0 ? "tool_use" : "end_turn" }],
    ["metadata", { usage: { ...usageOfCall, totalTokens: 25 }, metrics: { latencyMs: 7 } }],
  ]
}

export const usageOfCall = { inputTokens: 20, outputTokens: 5, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }

/** The content of a turn at a place of it. @param open the status of the tool calls without a result */
export function blocksAt(name: string, plan: Plan, place: Place, open: "running" | "unknown"): Block[] {
  return plan.slice(0, place.call).flatMap((planned, index) => {
    const call = index + 1
    const isLast = call === place.call
    const text = planned.words.slice(0, isLast ? place.words : undefined).join("")
    const ids = isLast && place.words !== undefined ? [] : toolUseIds(name, call, planned)
    const finished = ids.slice(0, isLast ? finishedTools(place) : undefined)
    return [
      ...(text ? [{ text }] : []),
      ...ids.map((toolUseId): Block => {
        const status = finished.includes(toolUseId) ? "done" : open
        return { toolUse: { toolUseId, name: "look", input: { at: "home" }, status } }
      }),
      ...finished.map((toolUseId) => ({ toolResult: resultOf(toolUseId) })),
    ]
  })
}

/** How many tools of the place's call have run. `undefined`: all. */
function finishedTools({ tool, write }: Place): number | undefined {
  return write === "end" ? 0 : tool
}

/** The whole answer. */
export const blocksOf = (name: string, plan: Plan): Block[] => {
  const words = plan.at(-1)?.words.length ?? 0
  return blocksAt(name, plan, { call: plan.length, words }, "running")
}

/** The calls of tools that have begun before a place, or run there. */
export function runsBefore(name: string, plan: Plan, place: Place): string[] {
  const { call, words, tool, write } = place
  const before = plan.slice(0, call - 1).flatMap((planned, index) => toolUseIds(name, index + 1, planned))
  const own = toolUseIds(name, call, plan[call - 1] as PlannedCall)
  if (words !== undefined || write === "end") return before
  return [...before, ...own.slice(0, tool === undefined ? undefined : tool + 1)]
}

/** How many model calls have ended in the table before a place, and whether another one is paid for. */
export function stepsBefore({ call, tool, write, isStored }: Place): { ended: number; isOpen: boolean } {
  if (tool !== undefined) return { ended: call, isOpen: false }
  if (write === "reserve") return { ended: call, isOpen: isStored === true }
  return write === "end" && isStored ? { ended: call, isOpen: false } : { ended: call - 1, isOpen: true }
}
