import { execFileSync } from "node:child_process"
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { claimConversations } from "../../src/conversation/claim.ts"
import type { deleteConversation } from "../../src/conversation/delete.ts"
import type { openConversation } from "../../src/conversation/open.ts"
import type { createStore } from "../../src/entities/store.ts"
import type { bedrockModel } from "../../src/model/call.ts"
import type { runTurn } from "../../src/turn/run.ts"
import type { stopTurn } from "../../src/turn/stop.ts"

/** The last commit of the version without a tree. */
const commit = "1cb69db"
const repository = new URL("../../../../", import.meta.url).pathname

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

/** Checks the commit out into a folder of its own, with the packages of this one. */
export async function checkOut(): Promise<{ earlier: Earlier; remove: () => void }> {
  const folder = join(mkdtempSync(join(tmpdir(), "parley-earlier-")), "code")
  try {
    execFileSync("git", ["worktree", "add", "--detach", folder, commit], { cwd: repository, stdio: "pipe" })
  } catch (cause) {
    throw new Error(`Commit ${commit} is not in this clone. Its history may be shallow: git fetch --unshallow.`, { cause })
  }
  const remove = () => {
    execFileSync("git", ["worktree", "remove", "--force", folder], { cwd: repository, stdio: "pipe" })
    rmSync(join(folder, ".."), { recursive: true, force: true })
  }
  linkPackages(join(repository, "node_modules"), join(folder, "node_modules"))
  const load = (path: string) => import(join(folder, "packages/core/src", path))
  const modules = [
    "entities/store.ts",
    "model/call.ts",
    "turn/run.ts",
    "turn/stop.ts",
    "conversation/open.ts",
    "conversation/claim.ts",
    "conversation/delete.ts",
  ]
  const loaded = await Promise.all(modules.map(load)).catch((error: unknown) => {
    remove()
    throw error
  })
  return { earlier: Object.assign({}, ...loaded) as Earlier, remove }
}

/** Links every package, and the workspace's own ones as the checked out commit has them. */
function linkPackages(from: string, to: string): void {
  cpSync(join(from, "@parley"), join(to, "@parley"), { recursive: true, verbatimSymlinks: true })
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)]
    if (name === "@parley" || existsSync(target)) continue
    symlinkSync(lstatSync(source).isSymbolicLink() ? readlinkSync(source) : source, target)
  }
}
