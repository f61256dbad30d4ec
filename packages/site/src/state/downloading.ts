import { request } from "../api/request.ts"
import { text } from "../text.ts"
import { notify } from "./notification.ts"

/** Fetches a file in the name of whoever is signed in, and hands it to the browser under the name that the API gave it. */
export async function download(path: string): Promise<void> {
  try {
    const response = await request("GET", path, { accept: "*/*" })
    const address = URL.createObjectURL(await response.blob())
    const link = document.createElement("a")
    link.href = address
    link.download = /filename="([^"]*)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? ""
    link.click()
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
  } catch {
    notify(text.notDownloaded)
  }
}
