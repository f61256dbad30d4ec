import { Logger } from "@aws-lambda-powertools/logger"
import { currentRecord } from "./request-record.ts"

/** Structured logs. Nothing that people or the model say goes in: ids, codes, counts and times only. Each line names its request. */
const logger = new Logger({ serviceName: "parley" })

type Fields = Record<string, unknown>
export const logInfo = (message: string, fields: Fields): void => logger.info(message, lineOf(fields))
export const logError = (message: string, fields: Fields): void => logger.error(message, lineOf(fields))

function lineOf(fields: Fields): Fields {
  const record = currentRecord()
  const described = Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? describe(value) : value])
  return {
    ...(record && { requestId: record.requestId }),
    ...(record?.turnId && { turnId: record.turnId }),
    ...Object.fromEntries(described),
  }
}

/**
 * An error without anything that may quote a request. A service's own message is kept where it speaks of rights and quotas, since that is
 * what an operator needs; validation messages can hold input.
 */
function describe(error: Error): Fields {
  const metadata = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number; requestId?: string }) : undefined
  const speaks = metadata !== undefined && error.name !== "ValidationException"
  const frames = error.stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
  return {
    name: error.name,
    ...(speaks && { message: error.message }),
    ...(metadata && { status: metadata.httpStatusCode, serviceRequestId: metadata.requestId }),
    ...(error.cause instanceof Error && { cause: describe(error.cause) }),
    stack: frames,
  }
}
