import { idPattern } from "@parley/core/ids.ts"
import { stopTurn, turnMissing } from "@parley/core/turn/stop.ts"
import { json } from "../answer.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"
import { readId } from "../request.ts"

export const stop: Endpoint = async ({ request, caller }) => {
  const turnId = readId(request, "turnId", idPattern("turn"), turnMissing)
  await stopTurn(storeContext, caller.owner, turnId)
  return json(202, { turnId })
}
