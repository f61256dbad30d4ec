// The local stage in a separate process, so that its memory and handles are not mixed with those of the soak's clients. Sends its address to its parent;
// ends by itself, with nothing left open, once the parent has asked it to stop.
import { timeoutSeconds } from "@parley/functions/routes.ts"
import { startLocalStage } from "@parley/local/stage.ts"
import { observe } from "./observer.ts"

export type LauncherReady = { url: string; logFile: string }

const [siteFolder = "", chat = "", conversations = ""] = process.argv.slice(2)
observe("launcher")
// Ctrl-C reaches every process of the terminal; the parent decides.
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
