import { Agent, request } from "node:http"
import { bodyOf, frameReader, path } from "./frames.ts"
import type { Ask } from "./peer.ts"
import { endpoint } from "./settings.ts"

const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const { hostname, port } = new URL(endpoint)

export const ask: Ask = (prompt, onText) =>
  new Promise((resolve, reject) => {
    request({ hostname, port, path, method: "POST", agent, headers: { "content-type": "application/json" } }, (response) => {
      response.on("data", frameReader(onText)).once("end", resolve).once("error", reject)
    })
      .once("error", reject)
      .end(bodyOf(prompt))
  })
