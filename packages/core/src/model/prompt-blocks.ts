import type { ServerBlock } from "../blocks/block.ts"
import { blocksOf } from "../blocks/stored.ts"
import type { Message } from "../entities/message.ts"

/**
 * The blocks of a stored message that a prompt contains. Without tools in the request Bedrock refuses their calls and results, and a model takes reasoning
 * back only within the loop of tools that it belongs to.
 */
export const promptBlocks = ({ content }: Pick<Message, "content">): ServerBlock[] =>
  blocksOf(content).filter((block) => "text" in block || "image" in block || "document" in block)
