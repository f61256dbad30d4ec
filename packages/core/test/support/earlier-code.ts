import { join } from "node:path"
import { checkOut, commitBefore } from "@parley/testing/earlier/check-out.ts"
import type { claimConversations } from "../../src/conversation/claim.ts"
import type { deleteConversation } from "../../src/conversation/delete.ts"
import type { openConversation } from "../../src/conversation/open.ts"
import type { createStore } from "../../src/entities/store.ts"
import type { bedrockModel } from "../../src/model/call.ts"
import type { runTurn } from "../../src/turn/run.ts"
import type { stopTurn } from "../../src/turn/stop.ts"

/** The modules of the version without a tree that the functions call. */
export type Earlier = {
  bedrockModel: typeof bedrockModel
  createStore: typeof createStore
  runTurn: typeof runTurn
  stopTurn: typeof stopTurn
  openConversation: typeof openConversation
  claimConversations: typeof claimConversations
  deleteConversation: typeof deleteConversation
}

const modules = [
  "entities/store.ts",
  "model/call.ts",
  "turn/run.ts",
  "turn/stop.ts",
  "conversation/open.ts",
  "conversation/claim.ts",
  "conversation/delete.ts",
]

/** Loads the modules from the last commit of the version without a tree. */
export async function loadEarlier(): Promise<{ earlier: Earlier; remove: () => void }> {
  const { folder, remove } = checkOut(commitBefore)
  const load = (path: string) => import(join(folder, "packages/core/src", path))
  const loaded = await Promise.all(modules.map(load)).catch((error: unknown) => {
    remove()
    throw error
  })
  return { earlier: Object.assign({}, ...loaded) as Earlier, remove }
}
