import { publicBlocks } from "../blocks/stored.ts"
import type { Message } from "../entities/message.ts"
import type { TreeNode } from "../entities/node.ts"
import { answerCost } from "./answer-cost.ts"
import { publicParent } from "./tree.ts"

/**
 * A message of the API: listed fields only, money in dollars.
 * @param node that of its turn, where it is known: versions without a tree stored no parent with the message
 */
export function plainMessage(message: Message, node?: TreeNode) {
  const { messageId, turnId, role, content, status, createdAt, stopReason, reason, usage, cost, error, feedback, historyFrom } = message
  const parentTurnId = node?.parentTurnId ?? message.parentTurnId
  const continuedBy = role === "assistant" ? node?.continuedBy : undefined
  return {
    messageId,
    turnId,
    ...(parentTurnId !== undefined && { parentTurnId: publicParent(parentTurnId) }),
    ...(message.continues && { continues: message.continues }),
    ...(continuedBy !== undefined && { continuedBy }),
    role,
    content: publicBlocks(content),
    status,
    createdAt,
    ...(stopReason && { stopReason }),
    ...(historyFrom && { historyFrom }),
    ...(reason && { reason }),
    ...(usage && { usage }),
    ...(cost !== undefined && { cost: answerCost(message) }),
    ...(error && { error }),
    ...(feedback && { feedback }),
  }
}
