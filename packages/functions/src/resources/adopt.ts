import { adoptConversations, countAdoptable } from "@parley/core/conversation/claim.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { json } from "../answer.ts"
import type { IdentifiedCaller } from "../caller.ts"
import { storeContext } from "../clients.ts"
import type { Endpoint } from "../endpoint.ts"

/** What somebody who signed in could keep of the time before: token and visitor cookie come together. */
export const adoptable: Endpoint = async ({ caller }) => {
  refuseVisitors(caller)
  const { store, now } = storeContext
  return json(200, { conversations: caller.visitorOwner ? await countAdoptable(store, caller.visitorOwner, now) : 0 })
}

export const adopt: Endpoint = async ({ caller }) => {
  refuseVisitors(caller)
  const { visitorOwner, owner } = caller
  return json(200, visitorOwner ? await adoptConversations(storeContext, visitorOwner, owner) : { adopted: 0, busy: 0, left: false })
}

function refuseVisitors({ isPerson }: IdentifiedCaller): void {
  if (!isPerson) throw new VisibleError("auth.required", "Sign in to keep conversations.")
}
