import { getAdoptable, postAdopt } from "../resources/adopt.ts"
import {
  deleteConversations,
  deleteOneConversation,
  getConversation,
  getConversations,
  patchConversation,
  postConversation,
} from "../resources/conversations.ts"
import { getExport, getExportOfAll } from "../resources/export.ts"
import { putFeedback } from "../resources/feedback.ts"
import { getSearch } from "../resources/search.ts"
import { getConfig, getHealth } from "../resources/site.ts"
import { postStop } from "../resources/stop.ts"
import { getUsage } from "../resources/usage.ts"

export const conversationsRoutes = [
  postStop,
  getConversations,
  postConversation,
  deleteConversations,
  getAdoptable,
  postAdopt,
  getConversation,
  patchConversation,
  deleteOneConversation,
  getExport,
  putFeedback,
  getExportOfAll,
  getSearch,
  getUsage,
  getConfig,
  getHealth,
] as const
