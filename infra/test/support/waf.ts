import type { Inputs } from "./find.ts"

export type WebRequest = { method: string; path: string; headers?: Record<string, string> }

/** Whether a statement of a WAF rule matches a request, for the kinds of statements in the stack. @throws Error for another kind. */
export function isMatch(statement: Inputs, request: WebRequest): boolean {
  const { andStatement, notStatement, byteMatchStatement: bytes, regexMatchStatement: regex } = statement
  if (andStatement) return andStatement.statements.every((part: Inputs) => isMatch(part, request))
  if (notStatement) return !notStatement.statements.some((part: Inputs) => isMatch(part, request))
  if (regex) return new RegExp(regex.regexString).test(transformed(regex, request))
  if (bytes) {
    const text = transformed(bytes, request)
    if (bytes.positionalConstraint === "EXACTLY") return text === bytes.searchString
    if (bytes.positionalConstraint === "CONTAINS") return text.includes(bytes.searchString)
  }
  throw new Error(`not known here: ${JSON.stringify(statement)}`)
}

const transformations: Record<string, (text: string) => string> = {
  NONE: (text) => text,
  LOWERCASE: (text) => text.toLowerCase(),
  URL_DECODE: decodeURIComponent,
  NORMALIZE_PATH: (text) => new URL(text.replaceAll(/\/{2,}/g, "/"), "http://localhost").pathname,
}

function transformed({ fieldToMatch, textTransformations }: Inputs, { method, path, headers = {} }: WebRequest): string {
  const [field, of] = Object.entries(fieldToMatch as Inputs)[0] ?? []
  const fields: Record<string, string> = { method, uriPath: path, singleHeader: headers[of?.name] ?? "" }
  const ordered = (textTransformations as Inputs[]).toSorted((a, b) => a.priority - b.priority)
  return ordered.reduce((text, { type }) => transformations[type]?.(text) ?? `unknown transformation ${type}`, fields[field ?? ""] ?? "")
}
