import { stoppedTurn } from "@parley/api/turn.ts"
import { stopTurn } from "@parley/core/turn/stop.ts"
import { json } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { commonErrors } from "./errors.ts"
import { turnId } from "./ids.ts"

export const postStop = defineRoute({
  method: "POST",
  resource: "/chat/{turnId}/stop",
  // Stop must not need a slot of the function that is busy answering.
  function: "conversations",
  summary: "Ask a running turn to stop",
  description: "What was written is kept. Also 202 for a turn that has ended. No limit per minute refuses it.",
  ids: { turnId },
  answers: { 202: { description: "Asked", content: { "application/json": stoppedTurn } } },
  errors: ["turn.missing", "body.invalid", ...commonErrors],
  async handle({ ids, caller, services }) {
    await stopTurn(services, caller.owner, ids.turnId)
    return json(202, { turnId: ids.turnId })
  },
})
