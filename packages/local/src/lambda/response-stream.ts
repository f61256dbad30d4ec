import { Writable } from "node:stream"

type Chunk = string | Uint8Array
type Sink = (bytes: Uint8Array, sent: (error?: Error | null) => void) => void

/**
 * The stream that a streaming handler receives, with the behaviour of Lambda's Node.js runtime (aws-lambda-ric 4). The prelude is sent with
 * the first `write()`: a stream that only calls `end()` sends none, not even with `end(chunk)`. Values that are not bytes become JSON.
 */
export class ResponseStream extends Writable {
  beforeFirstWrite: ((write: (chunk: Chunk) => void) => void) | undefined
  #written = false
  readonly #sink: Sink

  constructor(sink: Sink) {
    super({ decodeStrings: true })
    this.#sink = sink
  }

  setContentType(_contentType: string) {
    if (!this.#written) return
    throw Object.assign(new Error("Cannot set content-type, too late."), { name: "Runtime.InvalidStreamingOperation" })
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    if (!this.#written) this.beforeFirstWrite?.((piece) => super.write(piece))
    this.#written = true
    const data = typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk)
    return super.write(data, ...(rest as [BufferEncoding, () => void]))
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.#sink(bytes, done)
  }
}

/** Equivalent of Lambda's `HttpResponseStream.from`: the metadata as JSON and eight zero bytes, before the first write. */
export function withPrelude(stream: ResponseStream, metadata: unknown): ResponseStream {
  stream.setContentType("application/vnd.awslambda.http-integration-response")
  const prelude = JSON.stringify(metadata)
  stream.beforeFirstWrite = (write) => {
    write(prelude)
    write(new Uint8Array(8))
  }
  return stream
}
