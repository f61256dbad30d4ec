import type { ContentBlockDelta, ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime"
import type { Clock } from "../clock.ts"
import type { ServerBlock } from "./block.ts"
import type { Growing, Opening } from "./kind.ts"
import { kinds } from "./kinds.ts"

/** What a model writes, block by block. `index` counts the blocks of this answer. Only the text of the last block grows. */
export type BlockEvent =
  | { type: "block"; index: number; block: ServerBlock }
  | { type: "delta"; index: number; text: string }
  /** The block is whole. Its text is that of its deltas. */
  | { type: "update"; index: number; block: ServerBlock }

type Open = { index: number; since: number; growing: Growing }

/**
 * Reads the blocks of one answer from the frames of ConverseStream. Frames of kinds that no block has are skipped. A block that ends without
 * its `contentBlockStop`, because the stream broke off, gets no `update`.
 */
export function blockReader(now: Clock): (frame: ConverseStreamOutput) => Generator<BlockEvent> {
  const open = new Map<number | undefined, Open>()
  let count = 0

  return function* read({ contentBlockStart, contentBlockDelta, contentBlockStop }) {
    if (contentBlockStart) yield* begin(contentBlockStart.contentBlockIndex, { start: contentBlockStart.start })
    if (contentBlockDelta?.delta) yield* grow(contentBlockDelta.contentBlockIndex, contentBlockDelta.delta)
    if (contentBlockStop) yield* end(contentBlockStop.contentBlockIndex)
  }

  function* begin(at: number | undefined, opening: Opening): Generator<BlockEvent> {
    const growing = opened(opening)
    if (!growing) return
    yield* end(at)
    open.set(at, { index: count, since: now(), growing })
    yield { type: "block", index: count++, block: growing.block }
  }

  function* grow(at: number | undefined, delta: ContentBlockDelta): Generator<BlockEvent> {
    const last = open.get(at)
    // A text that goes on after another block began is a new block.
    if (!last || (last.index !== count - 1 && !delta.toolUse)) yield* begin(at, { delta })
    const block = open.get(at)
    if (!block) return
    const text = block.growing.add(delta)
    if (text) yield { type: "delta", index: block.index, text }
  }

  function* end(at: number | undefined): Generator<BlockEvent> {
    const block = open.get(at)
    if (!block) return
    open.delete(at)
    yield { type: "update", index: block.index, block: block.growing.close(now() - block.since) }
  }
}

function opened(opening: Opening): Growing | undefined {
  for (const kind of Object.values(kinds)) {
    const growing = kind.open?.(opening)
    if (growing) return growing
  }
  return undefined
}
