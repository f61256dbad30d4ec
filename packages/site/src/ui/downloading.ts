import { request } from "../api/request.ts"
import { formatNumber } from "../words/format.ts"
import { text } from "../words/text.ts"
import { say } from "./announcement.ts"
import { notify } from "./notification.ts"

/** A part that follows: its number, and the cursor that the part before ended with. */
export type NextPart = { part: number; after: string }

// The last characters of a file that is not complete, in JSON and in Markdown.
const notComplete = /(?:,"next":"|with `after=)([\w-]+)(?:"\}|`\.\*)\s*$/
/** More than the longest cursor with what is around it. */
const endCharacters = 1_000

/**
 * Fetches a file, or a part of one, in the name of whoever is here, and hands it to the browser under the name that the API gave it.
 * @returns the part that follows, where this is not all; the same part again, where it could not be fetched
 */
export async function download(path: string, wanted?: NextPart): Promise<NextPart | undefined> {
  try {
    const after = wanted ? `${path.includes("?") ? "&" : "?"}after=${wanted.after}` : ""
    const response = await request("GET", `${path}${after}`, { accept: "*/*" })
    const file = await response.blob()
    const address = URL.createObjectURL(file)
    const link = document.createElement("a")
    link.href = address
    link.download = fileNameIn(response.headers.get("content-disposition") ?? "")
    link.click()
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
    const [, cursor] = notComplete.exec(await file.slice(-endCharacters).text()) ?? []
    if (!cursor) return undefined
    const part = wanted?.part ?? 1
    say(text.partDownloaded(formatNumber(part), formatNumber(part + 1)))
    return { part: part + 1, after: cursor }
  } catch {
    notify(text.notDownloaded)
    return wanted
  }
}

/** The file's own name (RFC 8187), else the plain one. */
function fileNameIn(disposition: string): string {
  const [, plain = "", own] = /filename="([^"]*)"(?:; filename\*=UTF-8''([^;]+))?/.exec(disposition) ?? []
  return own ? decodeURIComponent(own) : plain
}
