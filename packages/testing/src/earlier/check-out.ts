import { execFileSync } from "node:child_process"
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/**
 * The last commit of the version before: its turns have no tree, its page sends a number in `after` and names the turn that it `replaces`, and its
 * functions stream one text. The next change of what the page and the functions say to each other is the stream of blocks; the tree follows.
 */
export const commitBefore = "1cb69db"

const repository = fileURLToPath(new URL("../../../..", import.meta.url))

/** A commit in a folder of its own, until `remove` is called. */
export type CheckedOut = { folder: string; remove: () => void }

/** Checks a commit out into a folder of its own, with the packages of this one. */
export function checkOut(commit: string): CheckedOut {
  const folder = join(mkdtempSync(join(tmpdir(), "parley-earlier-")), "code")
  try {
    execFileSync("git", ["worktree", "add", "--detach", folder, commit], { cwd: repository, stdio: "pipe" })
  } catch (cause) {
    throw new Error(`Commit ${commit} is not in this clone. Its history may be shallow: git fetch --unshallow.`, { cause })
  }
  cpSync(join(repository, "node_modules/@parley"), join(folder, "node_modules/@parley"), { recursive: true, verbatimSymlinks: true })
  for (const path of ["", ...readdirSync(join(folder, "packages")).map((name) => join("packages", name))])
    linkPackages(join(repository, path, "node_modules"), join(folder, path, "node_modules"))
  const remove = () => {
    execFileSync("git", ["worktree", "remove", "--force", folder], { cwd: repository, stdio: "pipe" })
    rmSync(join(folder, ".."), { recursive: true, force: true })
  }
  return { folder, remove }
}

/** Links every package, except for the workspace's own ones and caches. */
function linkPackages(from: string, to: string): void {
  if (!existsSync(from)) return
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)]
    if (name.startsWith(".") || existsSync(target)) continue
    symlinkSync(lstatSync(source).isSymbolicLink() ? readlinkSync(source) : source, target)
  }
}
