type Field = Record<string, object>

const method = (name: string) => matches({ method: {} }, name, "EXACTLY", ["NONE"])
const path = (regexString: string) => ({
  // CloudFront and API Gateway normalize paths: `/api/%63hat` and `/api//chat` both reach `/api/chat`.
  regexMatchStatement: {
    regexString,
    fieldToMatch: { uriPath: {} },
    textTransformations: transformations(["URL_DECODE", "NORMALIZE_PATH"]),
  },
})
const header = (name: string, text: string) => matches({ singleHeader: { name } }, text, "CONTAINS", ["LOWERCASE"])

const turn = [method("POST"), path("^/api/chat/?$")]
/** `POST /api/chat` exactly: it starts or joins a turn. */
export const chatTurn = and(...turn)
/** The same request without a token. The functions refuse invalid tokens themselves. */
export const anonymousTurn = and(...turn, not(header("authorization", "bearer ")))
/** A navigation of the browser to any path, as opposed to scripts, styles and API calls. */
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
