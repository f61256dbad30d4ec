import { adoptable, adoption } from "@parley/api/conversation.ts"
import { claimConversations, countClaimable } from "@parley/core/conversation/claim.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { json } from "../answer.ts"
import type { IdentifiedCaller } from "../caller.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"

export const getAdoptable = defineRoute({
  method: "GET",
  path: "/conversations/adopt",
  function: "conversations",
  summary: "Count the visitor's conversations that a signed-in person can keep",
  description: "Requires the bearer token and the visitor's cookie. Counts at most 100.",
  answers: ok(adoptable),
  errors: commonErrors,
  async handle({ caller, services: { store, now } }) {
    refuseVisitors(caller)
    return json(200, { conversations: caller.visitorOwner ? await countClaimable(store, caller.visitorOwner, now) : 0 })
  },
})

export const postAdopt = defineRoute({
  method: "POST",
  path: "/conversations/adopt",
  function: "conversations",
  summary: "Keep the visitor's conversations",
  description:
    "Requires the bearer token and the visitor's cookie. Each conversation gets the person as its owner in one step; repeating the request is safe. `busy` conversations have a running turn: repeat the request later. If `left` is true, repeat it immediately.",
  answers: ok(adoption),
  errors: commonErrors,
  counts: "change",
  async handle({ caller, services }) {
    refuseVisitors(caller)
    const { visitorOwner, owner } = caller
    return json(200, visitorOwner ? await claimConversations(services, visitorOwner, owner) : { adopted: 0, busy: 0, left: false })
  },
})

function refuseVisitors({ isPerson }: IdentifiedCaller): void {
  if (!isPerson) throw new VisibleError("auth.required", "Sign in to keep conversations.")
}
