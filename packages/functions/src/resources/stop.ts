import { stoppedTurn } from "@parley/api/turn.ts"
import { stopTurn } from "@parley/core/turn/stop.ts"
import { json } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { commonErrors } from "./errors.ts"
import { turnId } from "./ids.ts"

export const postStop = defineRoute({
  method: "POST",
  path: "/chat/{turnId}/stop",
  // Stop must not need a slot of the function that is busy answering.
  function: "conversations",
  summary: "Stop a running turn",
  description: "The text so far is kept. A turn that has ended gets 202 too. The request does not count against `REQUESTS_PER_MINUTE`.",
  ids: { turnId },
  answers: { 202: { description: "The turn will stop", content: { "application/json": stoppedTurn } } },
  errors: ["turn.missing", "body.invalid", ...commonErrors],
  async handle({ ids, caller, services }) {
    await stopTurn(services, caller.owner, ids.turnId)
    return json(202, { turnId: ids.turnId })
  },
})
