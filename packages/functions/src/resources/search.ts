import { searchConversations } from "@parley/core/conversation/search.ts"
import { json } from "../answer.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"
import { readQuery } from "../request.ts"
import { searchQuery } from "../schemas/requests.ts"

const { store, now } = storeContext

export const search: Endpoint = async ({ request, caller }) => {
  const { q } = readQuery(request, searchQuery)
  return json(200, await searchConversations(store, caller.owner, q, now))
}
