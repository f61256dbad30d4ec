type Field = Record<string, object>

const method = (name: string) => matches({ method: {} }, name, "EXACTLY", ["NONE"])
const path = (regexString: string) => ({
  // As CloudFront and API Gateway read a path: `/api/%63hat` and `/api//chat` are the same one.
  regexMatchStatement: {
    regexString,
    fieldToMatch: { uriPath: {} },
    textTransformations: transformations(["URL_DECODE", "NORMALIZE_PATH"]),
  },
})
const header = (name: string, text: string) => matches({ singleHeader: { name } }, text, "CONTAINS", ["LOWERCASE"])

const turn = [method("POST"), path("^/api/chat/?$")]
/** `POST /api/chat`, and nothing below it: what begins a turn or joins one. */
export const chatTurn = and(...turn)
/** The same without a token. The functions refuse invalid tokens themselves. */
export const anonymousTurn = and(...turn, not(header("authorization", "bearer ")))
/** What a browser opens as a page, whatever its path; scripts, styles and the API are none. */
export const page = and(method("GET"), header("accept", "text/html"), not(path("^/(api|_astro)(/|$)")))

function matches(fieldToMatch: Field, searchString: string, positionalConstraint: string, types: string[]) {
  return { byteMatchStatement: { fieldToMatch, searchString, positionalConstraint, textTransformations: transformations(types) } }
}

function and(...statements: object[]) {
  return { andStatement: { statements } }
}

function not(statement: object) {
  return { notStatement: { statements: [statement] } }
}

function transformations(types: string[]) {
  return types.map((type, priority) => ({ priority, type }))
}
