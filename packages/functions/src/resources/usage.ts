import { usageQuery, usageReport } from "@parley/api/usage.ts"
import { readUsage } from "@parley/core/budget/usage.ts"
import { json } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"

export const getUsage = defineRoute({
  method: "GET",
  path: "/usage",
  function: "conversations",
  summary: "The caller's usage per day, and today's remaining budget",
  query: usageQuery,
  answers: ok(usageReport),
  errors: ["body.invalid", ...commonErrors],
  async handle({ query, caller, services: { store, now } }) {
    return json(200, await readUsage(store, caller.settings, caller.owner, query.days, now))
  },
})
