import { block } from "./block.ts"
import * as conversations from "./conversation.ts"
import * as exports from "./export.ts"
import { feedback } from "./feedback.ts"
import { tokenUsage } from "./fields.ts"
import { message } from "./message.ts"
import { problem } from "./problem.ts"
import { searchResults } from "./search.ts"
import { healthReport, siteConfig } from "./site.ts"
import { answeredTurn, runningTurn, stoppedTurn, turnRequest } from "./turn.ts"
import { usageReport } from "./usage.ts"

const { conversationChange, fork, conversation, conversationList, openedConversation, adoptable, adoption } = conversations
const { exportedConversation, exportedEverything } = exports

/** The schemas of request and response bodies, by their names in the OpenAPI document. */
export const bodySchemas = {
  turnRequest,
  feedback,
  conversationChange,
  fork,
  adoptable,
  adoption,
  answeredTurn,
  block,
  conversation,
  conversationList,
  exportedConversation,
  exportedEverything,
  healthReport,
  message,
  openedConversation,
  problem,
  runningTurn,
  searchResults,
  siteConfig,
  stoppedTurn,
  tokenUsage,
  usageReport,
}
