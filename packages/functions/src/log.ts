import { Logger } from "@aws-lambda-powertools/logger"
import { currentRecord } from "./request-record.ts"

/** Structured logs, without text of people or of the model: ids, codes, counts and times only. Each line has the id of its request. */
const logger = new Logger({ serviceName: "parley" })

type Fields = Record<string, unknown>
export const logInfo = (message: string, fields: Fields): void => logger.info(message, lineOf(fields))
export const logError = (message: string, fields: Fields): void => logger.error(message, lineOf(fields))

function lineOf(fields: Fields): Fields {
  const record = currentRecord()
  const described = Object.entries(fields).map(([key, value]) => [key, loggable(key, value)])
  return {
    ...(record && { requestId: record.requestId }),
    ...(record?.turnId && { turnId: record.turnId }),
    ...Object.fromEntries(described),
  }
}

function loggable(key: string, value: unknown): unknown {
  if (value instanceof Error) return describe(value)
  // A thrown value can be anything, not only an error.
  return key === "error" ? { name: typeof value } : value
}

// Messages about rights and quotas, which an operator needs. Any other message may quote what people or the model said.
const namesThatSpeak = /^(AccessDenied|ExpiredToken|ResourceNotFound|ServiceQuota|Throttling)/
const maxMessageCharacters = 300
const maxFrames = 8
const plainName = /^[\w.#:]{1,100}$/

/** An error as it is logged: its name, where it was thrown and what caused it, without anything that may quote a request or an answer. */
export function describe(error: Error): Fields {
  const metadata = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number; requestId?: string }) : undefined
  const speaks = metadata !== undefined && namesThatSpeak.test(error.name)
  return {
    name: plainName.test(error.name) ? error.name : "Error",
    ...(speaks && { message: error.message.slice(0, maxMessageCharacters) }),
    ...(metadata && { status: metadata.httpStatusCode, serviceRequestId: metadata.requestId }),
    ...(error.cause instanceof Error && { cause: describe(error.cause) }),
    stack: framesOf(error),
  }
}

// The stack begins with the message, whose lines may look like frames; a message that was changed afterwards cannot be told from them.
function framesOf({ message, stack = "" }: Error): string[] | undefined {
  const start = stack.indexOf(message)
  if (start < 0) return undefined
  return stack
    .slice(start + message.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, maxFrames)
    .map((line) => line.trim())
}
