import { EventStreamCodec } from "@smithy/eventstream-codec"

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8")),
  (text) => Buffer.from(text, "utf8"),
)

const text = (value: string) => ({ type: "string" as const, value })

/** One event of an AWS event stream: `:event-type` and a JSON payload. */
export const eventFrame = (type: string, payload: object): Uint8Array =>
  codec.encode({
    headers: { ":event-type": text(type), ":content-type": text("application/json"), ":message-type": text("event") },
    body: Buffer.from(JSON.stringify(payload)),
  })

/** An error after the start of the answer, as Bedrock frames it: `:exception-type` in lower camel case and `{message}`. */
export const exceptionFrame = (type: string, payload: { message: string }): Uint8Array =>
  codec.encode({
    headers: { ":exception-type": text(type), ":content-type": text("application/json"), ":message-type": text("exception") },
    body: Buffer.from(JSON.stringify(payload)),
  })
