import { searchQuery, searchResults } from "@parley/api/search.ts"
import { searchConversations } from "@parley/core/conversation/search.ts"
import { json } from "../answer.ts"
import { defineRoute } from "../route.ts"
import { ok } from "./answers.ts"
import { commonErrors } from "./errors.ts"

export const getSearch = defineRoute({
  method: "GET",
  path: "/search",
  function: "conversations",
  summary: "Search the caller's titles and messages, newest first",
  query: searchQuery,
  answers: ok(searchResults, "`complete` is false if older messages were not searched"),
  errors: ["body.invalid", ...commonErrors],
  counts: "search",
  async handle({ query, caller, services: { store, now } }) {
    return json(200, await searchConversations(store, caller.owner, query.q, now))
  },
})
