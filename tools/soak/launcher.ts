// Runs the local stage in a separate process, apart from the memory and handles of the soak's clients. Sends its address to its parent. Exits by
// itself, with no open handle, after the parent asked it to stop.
import { timeoutSeconds } from "@parley/functions/routes.ts"
import { startLocalStage } from "@parley/local/stage.ts"
import { observe } from "./observer.ts"

export type LauncherReady = { url: string; logFile: string }

const [siteFolder = "", chat = "", conversations = ""] = process.argv.slice(2)
observe("launcher")
// Ctrl-C reaches every process of the terminal; the parent decides when to stop.
process.on("SIGINT", () => {})
const stage = await startLocalStage({
  env: process.env,
  folder: process.cwd(),
  say: (line) => console.error(line),
  siteFolder,
  functions: {
    chat: { file: chat, timeoutSeconds: timeoutSeconds.chat },
    conversations: { file: conversations, timeoutSeconds: timeoutSeconds.conversations },
  },
})
const stop = () => stage.stop().then(() => process.connected && process.disconnect())
process.once("message", stop)
process.once("disconnect", stop)
const ready: LauncherReady = { url: stage.url, logFile: stage.logFile }
process.send?.(ready)
