import { readUsage } from "@parley/core/budget/usage.ts"
import { json } from "../answer.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"
import { readQuery } from "../request.ts"
import { usageQuery } from "../schemas/requests.ts"

const { store, now } = storeContext

export const usage: Endpoint = async ({ request, caller }) => {
  const { days } = readQuery(request, usageQuery)
  return json(200, await readUsage(store, caller.settings, caller.owner, days, now))
}
