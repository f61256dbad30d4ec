import * as v from "valibot"

// Imports nothing but valibot: packages/core takes its types of blocks from this file.

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const milliseconds = count
const toolUseId = v.string()

export const imageFormats = ["png", "jpeg", "webp", "gif"] as const
export const documentFormats = ["pdf", "docx", "xlsx", "csv", "html", "md", "txt"] as const
export const toolUseStatuses = ["running", "done", "failed", "refused", "unknown"] as const

/** Where a text comes from: a page of a file, or an address of the web. */
const citation = v.strictObject({
  title: v.optional(v.string()),
  fileId: v.optional(v.string()),
  page: v.optional(count),
  url: v.optional(v.string()),
  quote: v.optional(v.string()),
})

const image = v.strictObject({
  fileId: v.string(),
  format: v.picklist(imageFormats),
  width: count,
  height: count,
  name: v.optional(v.string()),
})

/**
 * The schema of each kind of block, by the key that tells the kinds apart. The names are those of Bedrock's Converse. The other
 * parts of a kind: see CONTRIBUTING.md.
 */
export const blockSchemas = {
  /** Markdown, from a person or a model. */
  text: v.strictObject({ text: v.string(), citations: v.optional(v.array(citation)) }),
  image: v.strictObject({ image }),
  document: v.strictObject({
    document: v.strictObject({
      fileId: v.string(),
      format: v.picklist(documentFormats),
      name: v.string(),
      pages: v.optional(count),
      bytes: count,
    }),
  }),
  /** What the model shows of its thinking. Its signature and its encrypted parts stay on the server. */
  reasoning: v.strictObject({ reasoning: v.strictObject({ text: v.optional(v.string()), milliseconds }) }),
  toolUse: v.strictObject({
    toolUse: v.strictObject({
      toolUseId,
      name: v.string(),
      title: v.optional(v.string()),
      server: v.optional(v.string()),
      input: v.unknown(),
      status: v.picklist(toolUseStatuses),
      milliseconds: v.optional(milliseconds),
    }),
  }),
  toolResult: v.strictObject({
    toolResult: v.strictObject({
      toolUseId,
      content: v.array(v.union([v.strictObject({ text: v.string() }), v.strictObject({ json: v.unknown() }), v.strictObject({ image })])),
      status: v.picklist(["success", "error"]),
    }),
  }),
}

type Schemas = typeof blockSchemas
export type BlockKind = keyof Schemas
export type BlockOf<Kind extends BlockKind> = v.InferOutput<Schemas[Kind]>

/** In the place of a stored block that this version of the server cannot read, because a later version wrote it. */
export const unknownBlock = v.strictObject({ unknown: v.strictObject({ kind: v.string() }) })

export const block = v.union([...Object.values(blockSchemas), unknownBlock])
/** One block of a message's content. */
export type Block = v.InferOutput<typeof block>
