import { validateHeaderName, validateHeaderValue } from "node:http"

export type Prelude = { statusCode: number; headers: [string, string | string[]][] }

// API Gateway searches no further for the eight zero bytes.
const maxPreludeBytes = 16 * 1024

/** Splits the prelude from the start of a function's bytes. `undefined` until the prelude is complete. */
export class PreludeReader {
  #seen = Buffer.alloc(0)

  /** @throws Error for a prelude that API Gateway would answer with an error. */
  push(bytes: Uint8Array): { prelude: Prelude; rest: Buffer } | undefined {
    this.#seen = Buffer.concat([this.#seen, bytes])
    const end = this.#seen.indexOf(Buffer.alloc(8))
    if (end < 0 || end > maxPreludeBytes) {
      if (this.#seen.length > maxPreludeBytes) throw new Error("no delimiter in the first 16 KB of the response")
      return undefined
    }
    return { prelude: parsePrelude(this.#seen.subarray(0, end).toString("utf8")), rest: this.#seen.subarray(end + 8) }
  }
}

const allowedKeys = new Set(["statusCode", "headers", "multiValueHeaders", "cookies"])
// API Gateway renames these headers.
const remapped =
  /^(authorization|connection|content-length|content-md5|date|expect|host|max-forwards|proxy-authenticate|server|te|trailer|transfer-encoding|upgrade|via|www-authenticate)$/i

function parsePrelude(json: string): Prelude {
  const parsed = parseJson(json)
  if (!isRecord(parsed)) throw new Error("the prelude is not an object")
  const strange = Object.keys(parsed).find((key) => !allowedKeys.has(key))
  if (strange !== undefined) throw new Error(`the prelude has the unknown key ${strange}`)
  const { statusCode = 200, headers = {}, multiValueHeaders = {}, cookies = [] } = parsed
  if (typeof statusCode !== "number" || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    throw new Error("statusCode is not a status")
  if (!isRecord(headers) || !isRecord(multiValueHeaders) || !isStrings(cookies)) throw new Error("headers are not of the right form")
  const named = new Map<string, [string, string | string[]]>()
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "string") throw new Error(`the header ${name} is not a string`)
    named.set(name.toLowerCase(), [name, value])
  }
  for (const [name, values] of Object.entries(multiValueHeaders)) {
    if (!isStrings(values)) throw new Error(`the header ${name} is not a list of strings`)
    named.set(name.toLowerCase(), [name, values])
  }
  if (cookies.length) named.set("set-cookie", ["set-cookie", cookies])
  if (!named.has("content-type")) named.set("content-type", ["content-type", "application/json"])
  return { statusCode, headers: [...named.values()].map(([name, value]) => [passedAs(name, value), value]) }
}

function passedAs(name: string, value: string | string[]) {
  validateHeaderName(name)
  for (const one of [value].flat()) validateHeaderValue(name, one)
  return remapped.test(name) ? `x-amzn-remapped-${name}` : name
}

// The parser's own message would quote the text, which may be an answer's.
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error("the prelude is not JSON")
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value)
const isStrings = (value: unknown): value is string[] => Array.isArray(value) && value.every((entry) => typeof entry === "string")
