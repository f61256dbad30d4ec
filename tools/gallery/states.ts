import type { FakeApi } from "@parley/testing/site/fake-api.ts"
import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { seedBlocks } from "./blocks.ts"
import { seedConversation } from "./conversation.ts"
import { seedContinued, seedCut, seedRunningVersion, seedVersions } from "./versions.ts"

/** A state of the page, produced by a scripted API. */
export type State = {
  title: string
  script: (api: FakeApi) => void
  /** The page's address in that state. */
  path: string
  /** Draws the page at the size of a phone. */
  phone?: true
}

const question = "Why do clouds form?"
const half = "Warm air rises and cools. Where it cools below its dew point, the vapour in it"

/** The states of `npm run screenshots` and of the gallery of `npm start -- --watch`. */
export const states = {
  table: { title: "An answer with a table", script: seedConversation, path: "/c/cnv_a" },
  empty: { title: "A new chat", script: withModel, path: "/" },
  streaming: {
    title: "An answer that is being written",
    script: (api) => {
      withModel(api)
      api.seed("cnv_a", question)
      api.seedTurn("cnv_a", question, "").status = "streaming"
      api.answer = unfinishedAnswer
    },
    path: "/c/cnv_a",
  },
  versions: { title: "A message and an answer with versions", script: seedVersions, path: "/c/cnv_a" },
  comparing: { title: "A version while another one is written", script: seedRunningVersion, path: "/c/cnv_a" },
  cut: { title: "An answer that can be continued", script: seedCut, path: "/c/cnv_a" },
  continued: { title: "An answer that was continued", script: seedContinued, path: "/c/cnv_a" },
  stopped: {
    title: "An answer that was stopped",
    script: (api) => seedTurn(api, { status: "stopped", text: half }),
    path: "/c/cnv_a",
  },
  blocks: {
    title: "An answer with reasoning, a tool and files",
    script: seedBlocks,
    path: "/c/cnv_a",
  },
  error: {
    title: "An answer that broke off",
    script: (api) => seedTurn(api, { status: "interrupted", text: half, error: new FakeFailure(502, "model.failed") }),
    path: "/c/cnv_a",
  },
  failed: {
    title: "A turn without an answer",
    script: (api) => seedTurn(api, { status: "failed", text: "", error: new FakeFailure(503, "model.throttled", { retryAfter: 5 }) }),
    path: "/c/cnv_a",
  },
  refused: {
    title: "A message that does not fit the budget",
    script: (api) => {
      withModel(api)
      api.refuse = () =>
        new FakeFailure(429, "budget.exhausted", { scope: "visitor", resetAt: new Date(Date.now() + 11 * 3_600_000).toISOString() })
    },
    path: "/",
  },
  offline: {
    title: "No connection to the server",
    script: (api) => {
      api.down = true
    },
    path: "/",
  },
  "sign-in": {
    title: "A site that requires a sign-in",
    script: (api) => {
      api.signIn = { issuer: "https://id.example.com", clientId: "parley", scope: "openid", anonymous: false }
    },
    path: "/",
  },
  gone: { title: "A chat that does not exist", script: withModel, path: "/c/cnv_gone", phone: true },
  "versions-phone": { title: "Versions on a phone", script: seedVersions, path: "/c/cnv_a", phone: true },
  phone: { title: "The conversation on a phone", script: seedConversation, path: "/c/cnv_a", phone: true },
} satisfies Record<string, State>

function withModel(api: FakeApi): void {
  api.models = [{ modelId: "fake", name: "Claude Haiku 5.5", default: true }]
}

function seedTurn(api: FakeApi, turn: { status: string; text: string; error?: FakeFailure }): void {
  withModel(api)
  api.seed("cnv_a", question)
  Object.assign(api.seedTurn("cnv_a", question, turn.text), turn)
}

async function* unfinishedAnswer() {
  for (const word of half.split(/(?<= )/)) yield word
  await new Promise(() => {})
}
