import { request } from "../api/request.ts"
import { formatNumber } from "../words/format.ts"
import { t } from "../words/t.ts"
import { announce } from "./announcer.tsx"
import { notify } from "./notification.tsx"

/** The next part: its number and the cursor at the end of the previous part. */
export type NextPart = { part: number; after: string }

// The end of an incomplete file, in JSON and in Markdown.
const notComplete = /(?:,"next":"|with `after=)([\w-]+)(?:"\}|`\.\*)\s*$/
/** More than the longest cursor with its surrounding text. */
const endCharacters = 1_000

/**
 * Fetches a file, or a part of one, with the token of the signed-in person, and saves it under the API's file name.
 * @returns the next part, if there is one; the same part, if it could not be fetched
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
    // By then the browser has started the download.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
    const [, cursor] = notComplete.exec(await file.slice(-endCharacters).text()) ?? []
    if (!cursor) return undefined
    const part = wanted?.part ?? 1
    announce(t.partDownloaded(formatNumber(part), formatNumber(part + 1)))
    return { part: part + 1, after: cursor }
  } catch {
    notify(t.notDownloaded)
    return wanted
  }
}

/** The extended file name (RFC 8187), else the plain one. */
function fileNameIn(disposition: string): string {
  const [, plain = "", own] = /filename="([^"]*)"(?:; filename\*=UTF-8''([^;]+))?/.exec(disposition) ?? []
  return own ? decodeURIComponent(own) : plain
}
