import type { JsonSchema } from "../../../prompt/tools.ts"
import { matchOf } from "./pattern.ts"

const maxLength = 100_000

const formats: Record<string, string> = {
  date: "2026-01-01",
  time: "00:00:00Z",
  "date-time": "2026-01-01T00:00:00Z",
  duration: "P1D",
  email: "a@example.com",
  "idn-email": "a@example.com",
  hostname: "example.com",
  "idn-hostname": "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com",
  iri: "https://example.com",
  "uri-reference": "/",
  "iri-reference": "/",
  "uri-template": "/",
  uuid: "00000000-0000-4000-8000-000000000000",
  "json-pointer": "",
  "relative-json-pointer": "0",
  regex: "a",
}

/** Candidate texts: by format, by pattern, as short as allowed. Later ones are for lists with unique items. */
export function* strings({ minLength = 0, format, pattern }: JsonSchema): Generator<string> {
  const length = typeof minLength === "number" ? minLength : 0
  if (length > maxLength) return
  const known = typeof format === "string" ? formats[format] : undefined
  if (known !== undefined) yield known
  if (typeof pattern === "string") {
    for (let repeats = 0; repeats <= 3; repeats++) {
      const match = matchOf(pattern, repeats)
      if (match === undefined) return
      yield match
      yield match.padEnd(length, match.at(-1) ?? "a")
    }
    return
  }
  for (let more = 0; more < 20; more++) yield "a".repeat(length + more)
}
