import { revOf, type StoredBlock, storedText, withoutText } from "../blocks/stored.ts"
import { type Emit, endEvent, errorEvent } from "./events.ts"
import type { AnswerEvent } from "./log-events.ts"
import { type Position, positionId, runTag, startOf } from "./position.ts"
import type { Reader } from "./reader.ts"
import { isRecoveryRev } from "./recovered-blocks.ts"
import { isInsidePair } from "./text-sink.ts"

/**
 * A caller that reads blocks. It may hold blocks of an earlier run, or more than the log. If its position cannot be continued, the answer is sent
 * from block 0, which voids all of its blocks.
 * @param after the position of the caller
 */
export function blockReader(after: Position | undefined, tag: string, emit: Emit): Reader {
  let at = after?.run === tag ? after : startOf(tag)
  /** The caller holds blocks that no block has voided yet. */
  let isStale = after !== undefined && after.run !== tag && after.block >= 0

  return {
    restart(runId) {
      isStale ||= at.block >= 0
      at = startOf(runTag(runId))
    },
    add,
    upTo,
    end(message) {
      if (message.status === "failed") at = startOf(at.run)
      else upTo(message.content, true)
      emit({ ...endEvent(message), id: positionId(at) })
    },
    leave(code, blocks) {
      const text = storedText(blocks.slice(0, at.block + 1))
      const isOpen = code === "turn.follow" || text !== "" || isAhead(at, blocks)
      if (!isOpen) at = startOf(at.run)
      emit({ ...errorEvent(code, isOpen ? "interrupted" : "failed", text.length), id: positionId(at) })
    },
  }

  function add(event: AnswerEvent): void {
    const { index } = event
    if (event.type === "block") {
      isStale = false
      at = { ...at, block: index, length: 0 }
      emit({ event: "block", data: { index, block: withoutText(event.block) }, id: positionId(at) })
    } else if (event.type === "delta") {
      at = { ...at, length: at.length + event.text.length }
      emit({ event: "delta", data: { index, text: event.text }, id: positionId(at) })
    } else {
      at = { ...at, update: revOf(event.block) }
      emit({ event: "update", data: { index, block: withoutText(event.block) }, id: positionId(at) })
    }
  }

  function upTo(blocks: readonly StoredBlock[], isEnd = false): void {
    if (isAhead(at, blocks)) {
      if (!isEnd && !isImpossible(at, blocks)) return
      isStale = true
      at = startOf(at.run)
    }
    for (const { index, block } of updatesAfter(at, blocks)) add({ type: "update", index, block })
    grow(blocks[at.block]?.text ?? "")
    // The updates up to here are those of blocks that the caller holds; the other blocks follow as they are.
    if (at.block < blocks.length - 1) at = { ...at, update: Math.max(at.update, ...blocks.map(revOf)) }
    for (const [index, block] of blocks.entries()) {
      if (index <= at.block) continue
      add({ type: "block", index, block })
      grow(block.text ?? "")
    }
    if (isEnd && isStale) add({ type: "block", index: 0, block: { text: "" } })
  }

  function grow(text: string): void {
    // Only a forged position is inside a surrogate pair.
    if (isInsidePair(text, at.length)) at = { ...at, length: at.length - 1 }
    if (text.length > at.length) add({ type: "delta", index: at.block, text: text.slice(at.length) })
  }
}

/** The `id` with which a caller that holds these blocks gets what follows them. */
export const idAfter = (runId: string, blocks: readonly StoredBlock[]): string =>
  positionId({
    run: runTag(runId),
    block: blocks.length - 1,
    length: (blocks.at(-1)?.text ?? "").length,
    update: Math.max(0, ...blocks.map(revOf)),
  })

/** Whether a position of this run is beyond these blocks: its reader has received more than they contain. */
function isAhead({ block, length, update }: Position, blocks: readonly StoredBlock[]): boolean {
  const revs = blocks.map(revOf)
  // Updates of a recovery have numbers of their own: the number of earlier updates is not known from them.
  const newest = Math.max(0, ...(isRecoveryRev(update) ? revs : revs.filter((rev) => !isRecoveryRev(rev))))
  return block >= blocks.length || length > (blocks[block]?.text ?? "").length || update > newest
}

/** Whether a position can never be reached: its block is whole, and shorter. */
const isImpossible = ({ block, length }: Position, blocks: readonly StoredBlock[]): boolean =>
  block < blocks.length - 1 && length > (blocks[block]?.text ?? "").length

/** The blocks that the reader holds with an update that it lacks, in the order of the updates. */
const updatesAfter = ({ block, update }: Position, blocks: readonly StoredBlock[]) =>
  blocks
    .slice(0, block + 1)
    .map((held, index) => ({ index, block: { data: held.data }, rev: revOf(held) }))
    .filter(({ rev }) => rev > update)
    .toSorted((one, other) => one.rev - other.rev)
