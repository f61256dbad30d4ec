import type { ServerBlock, ServerBlockOf } from "../blocks/block.ts"
import type { BlockEvent } from "../blocks/converse-stream.ts"
import { blocksOf, type StoredBlock, storedBlock } from "../blocks/stored.ts"
import type { Clock } from "../clock.ts"
import { utf8Bytes } from "../content.ts"
import { fittingStart, jsonBytes } from "../json-size.ts"
import { hasVisibleText } from "../visible-text.ts"
import type { AnswerEvent } from "./log-events.ts"
import { withoutOpenPair } from "./text-sink.ts"

/** An answer's content as JSON. An item of the table ends at 400 KB; the rest of the message takes less than 2 KB. */
export const maxAnswerBytes = 350 * 1_024
/** The brackets around all blocks, and the comma after each. */
const listBytes = 2
const commaBytes = 1

type ToolResult = ServerBlockOf<"toolResult">["toolResult"]

export type AnswerBlocks = {
  /** Adds an event of the model. @returns false: it did not fit, and no later event fits */
  add(event: BlockEvent): boolean
  /** Prepares for another model call, whose block indices start at 0 again. */
  beginStep(): void
  /** Adds the result of a call, and the status of the call. @returns false: it did not fit */
  addResult(result: ToolResult, status: "done" | "failed"): boolean
  /** Ends the answer: no block stays open. */
  close(): void
  blocks(): StoredBlock[]
}

/**
 * The growing content of an answer. It tells what changes as events that hold for every reader and for the log: only the last block grows, a
 * delta never ends inside a surrogate pair, updates are numbered, and a text opens with its first visible character.
 */
export function newAnswerBlocks(tell: (event: AnswerEvent) => void, now: Clock): AnswerBlocks {
  const blocks: StoredBlock[] = []
  /** The places of the model's blocks. */
  const places = new Map<number, number>()
  let lastSince = 0
  /** A text without visible characters so far. */
  let blank: { index: number; text: string } | undefined
  /** The last code unit of the last block, if it waits for its other half. */
  let half = ""
  let updates = 0
  let bytes = listBytes

  return {
    add(event) {
      if (event.type === "block") return begin(event.index, event.block)
      if (event.type === "delta") return event.index === blank?.index ? growBlank(event.text) : grow(places.get(event.index), event.text)
      const place = places.get(event.index)
      return place === undefined || update(place, event.block)
    },
    beginStep() {
      endText()
      places.clear()
    },
    addResult(toolResult, status) {
      const place = blocksOf(blocks).findLastIndex((block) => "toolUse" in block && block.toolUse.toolUseId === toolResult.toolUseId)
      const call = blocksOf(blocks)[place]
      if (call && "toolUse" in call && !update(place, { toolUse: { ...call.toolUse, status } })) return false
      return open(undefined, { toolResult })
    },
    close() {
      endText()
      for (const [place, block] of blocksOf(blocks).entries()) {
        // No call is made any more.
        if ("toolUse" in block && block.toolUse.status === "running") update(place, { toolUse: { ...block.toolUse, status: "failed" } })
        if (place === blocks.length - 1 && "reasoning" in block && block.rev === undefined) {
          update(place, { reasoning: { ...block.reasoning, milliseconds: now() - lastSince } })
        }
      }
    },
    blocks: () => blocks,
  }

  function begin(index: number, block: ServerBlock): boolean {
    endText()
    if (!("text" in block)) return open(index, block)
    blank = { index, text: "" }
    return true
  }

  function open(index: number | undefined, block: ServerBlock): boolean {
    const stored = storedBlock(block)
    const place = blocks.length
    if (!hasRoom(utf8Bytes(JSON.stringify({ text: "", ...stored })) + commaBytes)) return false
    blocks.push(stored)
    if (index !== undefined) places.set(index, place)
    lastSince = now()
    tell({ type: "block", index: place, block: stored })
    return true
  }

  function growBlank(text: string): boolean {
    if (!blank) return true
    const { index } = blank
    blank.text += text
    if (!hasVisibleText(text)) return true
    const whole = blank.text
    blank = undefined
    return open(index, { text: "" }) && grow(places.get(index), whole)
  }

  function grow(place: number | undefined, text: string): boolean {
    if (place === undefined || place !== blocks.length - 1) return true
    const joined = half + text
    const whole = withoutOpenPair(joined)
    half = joined.slice(whole.length)
    return append(place, whole.toWellFormed())
  }

  function append(place: number, text: string): boolean {
    const { text: before = "" } = blocks[place] ?? {}
    const left = maxAnswerBytes - bytes
    const size = jsonBytes(text)
    const fitting = size > left ? fittingStart(text, left) : text
    bytes += size
    if (fitting !== "") {
      blocks[place] = { ...blocks[place], text: before + fitting }
      tell({ type: "delta", index: place, text: fitting })
    }
    return fitting === text
  }

  function update(place: number, block: ServerBlock): boolean {
    const { text, data } = blocks[place] ?? {}
    const unnumbered = storedBlock(block).data
    if (unnumbered === data) return true
    if (!hasRoom(jsonBytes(unnumbered ?? "") - jsonBytes(data ?? ""))) return false
    const { data: known } = storedBlock({ ...block, rev: ++updates })
    blocks[place] = { ...(text !== undefined && { text }), ...(known !== undefined && { data: known }) }
    tell({ type: "update", index: place, block: { data: known } })
    return true
  }

  /** The text of the last block is whole: half a pair at its end stays one. */
  function endText(): void {
    blank = undefined
    if (half) append(blocks.length - 1, half.toWellFormed())
    half = ""
  }

  function hasRoom(more: number): boolean {
    if (bytes + more > maxAnswerBytes) return false
    bytes += more
    return true
  }
}
