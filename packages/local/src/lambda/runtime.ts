// The process of one function. It defines the globals of Lambda's Node.js runtime, loads the handler file named on the command line and
// runs the handler for every message. Unlike on Lambda, several invocations share the process.
import { pathToFileURL } from "node:url"
import type { FromFunction, Invoke } from "./messages.ts"
import { ResponseStream, withPrelude } from "./response-stream.ts"

type Handler = (event: unknown, stream: ResponseStream, context: unknown) => unknown

const streaming = new WeakSet<Handler>()

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse(handler: Handler) {
      streaming.add(handler)
      return handler
    },
    HttpResponseStream: { from: withPrelude },
  },
})

// Ctrl-C in a terminal reaches this process too, but the stage decides when the process ends: by closing the channel, or by exiting.
process.on("SIGINT", () => {})
process.on("disconnect", () => process.exit(0))

const [file = ""] = process.argv.slice(2)
const { handler }: { handler?: Handler } = await import(pathToFileURL(file).href)
if (!handler || !streaming.has(handler)) throw new Error(`${file} exports no handler made by awslambda.streamifyResponse`)

process.on("message", (message: Invoke) => void invoke(handler, message))
tell({ kind: "ready" })

async function invoke(run: Handler, { id, event, deadline, functionName }: Invoke) {
  const stream = new ResponseStream((bytes, sent) => tell({ kind: "bytes", id, bytes }, sent))
  let failed = false
  stream.on("finish", () => tell({ kind: failed ? "failed" : "end", id }))
  try {
    const result = run(event, stream, context(id, deadline, functionName))
    if (!(result instanceof Promise)) throw new Error("Streaming does not support non-async handlers.")
    if ((await result) !== undefined) console.warn("Streaming handlers ignore return values.")
    if (!stream.writableEnded) throw new Error("Response stream is not finished.")
  } catch (error) {
    console.error(`${functionName} ${id} failed:`, error)
    // As on Lambda, written bytes are sent before the error. An answer that has ended is already sent.
    if (stream.writableEnded) return
    failed = true
    stream.end()
  }
}

const context = (awsRequestId: string, deadline: number, functionName: string) => ({
  awsRequestId,
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: "local",
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

function tell(message: FromFunction, sent?: (error?: Error | null) => void) {
  if (process.connected) process.send?.(message, undefined, undefined, (error) => sent?.(error))
}
