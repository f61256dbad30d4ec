import { adoptable, adoption } from "@parley/api/conversation.ts"
import { adoptConversations, countAdoptable } from "@parley/core/conversation/claim.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { json } from "../answer.ts"
import type { IdentifiedCaller } from "../caller.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"

export const getAdoptable = defineRoute({
  method: "GET",
  resource: "/conversations/adopt",
  function: "conversations",
  summary: "How many conversations of the visitor somebody who signed in could keep",
  description: "Bearer token and visitor cookie together. At most 100 are counted.",
  answers: ok(adoptable),
  errors: commonErrors,
  async handle({ caller, services: { store, now } }) {
    refuseVisitors(caller)
    return json(200, { conversations: caller.visitorOwner ? await countAdoptable(store, caller.visitorOwner, now) : 0 })
  },
})

export const postAdopt = defineRoute({
  method: "POST",
  resource: "/conversations/adopt",
  function: "conversations",
  summary: "Keep the visitor's conversations",
  description:
    "Bearer token and visitor cookie together. Each conversation changes hands as a whole; asking again is safe. `busy` ones are being answered: ask again later. `left`: ask again at once.",
  answers: ok(adoption),
  errors: commonErrors,
  counts: "change",
  async handle({ caller, services }) {
    refuseVisitors(caller)
    const { visitorOwner, owner } = caller
    return json(200, visitorOwner ? await adoptConversations(services, visitorOwner, owner) : { adopted: 0, busy: 0, left: false })
  },
})

function refuseVisitors({ isPerson }: IdentifiedCaller): void {
  if (!isPerson) throw new VisibleError("auth.required", "Sign in to keep conversations.")
}
