import { request } from "../api/request.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"

/** Fetches a file in the name of whoever is signed in, and hands it to the browser under the name that the API gave it. */
export async function download(path: string): Promise<void> {
  try {
    const response = await request("GET", path, { accept: "*/*" })
    const address = URL.createObjectURL(await response.blob())
    const link = document.createElement("a")
    link.href = address
    link.download = fileNameIn(response.headers.get("content-disposition") ?? "")
    link.click()
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
  } catch {
    notify(text.notDownloaded)
  }
}

/** The file's own name (RFC 8187), else the plain one. */
function fileNameIn(disposition: string): string {
  const own = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  return own ? decodeURIComponent(own) : (/filename="([^"]*)"/.exec(disposition)?.[1] ?? "")
}
