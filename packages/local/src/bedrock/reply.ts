import { randomUUID } from "node:crypto"
import { once } from "node:events"
import type { ServerResponse } from "node:http"
import { BedrockError } from "./bedrock-error.ts"

/** One HTTP answer of Bedrock: a JSON body, an event stream or an error. */
export class Reply {
  readonly #response: ServerResponse
  readonly #gone = new AbortController()

  constructor(response: ServerResponse) {
    this.#response = response
    response.setHeader("x-amzn-requestid", randomUUID())
    response.on("error", () => this.#gone.abort())
    response.on("close", () => this.#gone.abort())
  }

  /** Fires when the connection ends, also when the client disconnects in the middle. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  get started(): boolean {
    return this.#response.headersSent
  }

  json(body: object, headers: Record<string, string> = {}): void {
    this.#response.writeHead(200, { ...headers, "content-type": "application/json" })
    this.#response.end(JSON.stringify(body))
  }

  /** Starts an event stream; sends the headers at once. */
  openStream(): void {
    this.#response.writeHead(200, {
      "content-type": "application/vnd.amazon.eventstream",
      "x-amzn-bedrock-content-type": "application/json",
    })
    this.#response.flushHeaders()
  }

  /** Writes frames and waits for a slow client. Returns at once after a disconnect. */
  async write(...frames: Uint8Array[]): Promise<void> {
    for (const frame of frames) {
      if (this.gone.aborted) return
      if (this.#response.write(frame)) continue
      await once(this.#response, "drain", { signal: this.gone }).catch(() => undefined)
    }
  }

  end(): void {
    this.#response.end()
  }

  error({ name, status, message }: BedrockError): void {
    this.#response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": name })
    this.#response.end(JSON.stringify({ message }))
  }
}

/** Maps any thrown value to an error of Bedrock. */
export const asBedrockError = (error: unknown): BedrockError =>
  error instanceof BedrockError ? error : new BedrockError("InternalServerException", "The local Bedrock endpoint failed.")
