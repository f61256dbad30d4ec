import { type ClientHttp2Session, connect } from "node:http2"
import { bodyOf, frameReader, path } from "./frames.ts"
import type { Ask } from "./peer.ts"
import { endpoint } from "./settings.ts"

let session: ClientHttp2Session | undefined

export const ask: Ask = (prompt, onText) => {
  session ??= connect(endpoint)
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/json" })
  return new Promise((resolve, reject) => {
    stream.on("data", frameReader(onText)).once("end", resolve).once("error", reject)
    stream.end(bodyOf(prompt))
  })
}
