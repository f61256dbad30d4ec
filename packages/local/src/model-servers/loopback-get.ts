import { Agent, get } from "node:http"

const maxBytes = 256 * 1024

/**
 * Reads JSON from a server on this machine: status and body, or `undefined` without a JSON answer of at most 256 KB within `timeoutMs`.
 * Redirects are not followed. A separate agent bypasses HTTP_PROXY, which NODE_USE_ENV_PROXY would apply to loopback too.
 */
export function loopbackGet(port: number, path: string, timeoutMs: number): Promise<{ status: number; body: unknown } | undefined> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: unknown } | undefined>()
  const agent = new Agent()
  const request = get({ host: "127.0.0.1", port, path, agent, signal: AbortSignal.timeout(timeoutMs) }, async (response) => {
    try {
      let text = ""
      for await (const piece of response.setEncoding("utf8")) {
        text += piece
        if (text.length > maxBytes) return resolve(undefined)
      }
      resolve({ status: response.statusCode ?? 0, body: text && JSON.parse(text) })
    } catch {
      resolve(undefined)
    } finally {
      request.destroy()
    }
  })
  request.on("error", () => resolve(undefined))
  return promise.finally(() => agent.destroy())
}
