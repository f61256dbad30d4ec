import { messageMissing } from "@parley/core/conversation/feedback.ts"
import { conversationMissing } from "@parley/core/conversation/read.ts"
import { idPattern } from "@parley/core/ids.ts"
import { turnMissing } from "@parley/core/turn/stop.ts"
import type { PathId } from "../route.ts"

export const conversationId: PathId = { pattern: idPattern("conversation"), missing: conversationMissing }
export const messageId: PathId = { pattern: idPattern("message"), missing: messageMissing }
export const turnId: PathId = { pattern: idPattern("turn"), missing: turnMissing }
