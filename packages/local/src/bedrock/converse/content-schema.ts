import * as v from "valibot"
import { documentFormats, imageFormats } from "../prompt/content.ts"
import { isBase64 } from "../prompt/media.ts"
import { jsonObject, struct, union, unsupported } from "./shape.ts"

// Shapes, names and limits of the request's content. Source: the service model of bedrock-runtime (2023-09-30) in botocore.

export const cachePoint = struct({ type: v.literal("default"), ttl: v.optional(v.picklist(["5m", "1h"])) })
export const toolName = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[a-zA-Z0-9_-]+$/))
const toolUseId = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[a-zA-Z0-9_.:-]+$/))

// Text that is not base64 counts as a value of the wrong type.
const blob = v.pipe(
  v.string(),
  v.minLength(1),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed && !isBase64(dataset.value)) addIssue({ message: "Expected base64" })
  }),
)
const s3Location = struct({
  uri: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024), v.regex(/^s3:\/\/[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9](\/.*)?$/)),
  bucketOwner: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{12}$/))),
})

const image = struct({ format: v.picklist(imageFormats), source: union("ImageSource", { bytes: blob, s3Location }) })

// The service documents the characters as letters, digits, white space, hyphens, parentheses and square brackets. It also accepts the
// underscore (strands-agents/harness-sdk#3019).
const documentName = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.check(
    (name) => /^[a-zA-Z0-9_\s\-()[\]]+$/.test(name) && !/\s\s/.test(name),
    "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. " +
      "The name can't contain more than one consecutive whitespace character. " +
      "Check that the file name conforms to these restrictions and retry your request.",
  ),
)
const citations = struct({ enabled: v.boolean() })
const document = struct({
  format: v.optional(v.picklist(documentFormats), "txt"),
  name: documentName,
  source: union("DocumentSource", {
    bytes: blob,
    s3Location,
    text: v.string(),
    content: v.array(union("DocumentContentBlock", { text: v.string() })),
  }),
  context: v.optional(v.string()),
  citations: v.optional(citations),
})
const searchResult = struct({
  source: v.string(),
  title: v.string(),
  content: v.array(struct({ text: v.string() })),
  citations: v.optional(citations),
})
const notForClaude = unsupported("Claude models do not accept it.")

const toolResult = struct({
  toolUseId,
  content: v.array(
    union("ToolResultContentBlock", { json: jsonObject, text: v.string(), image, document, video: notForClaude, searchResult }),
  ),
  status: v.optional(v.picklist(["success", "error"])),
  type: v.optional(v.string()),
})

const guardContent = union("GuardrailConverseContentBlock", {
  text: struct({ text: v.string(), qualifiers: v.optional(v.array(v.picklist(["grounding_source", "query", "guard_content"]))) }),
  image: struct({ format: v.picklist(["png", "jpeg"]), source: union("GuardrailConverseImageSource", { bytes: blob }) }),
})

const reasoningContent = union("ReasoningContentBlock", {
  reasoningText: struct({ text: v.string(), signature: v.optional(v.string()) }),
  redactedContent: blob,
})

const citationsContent = struct({
  content: v.optional(v.array(union("CitationGeneratedContent", { text: v.string() }))),
  citations: v.optional(v.array(jsonObject)),
})

export const contentBlock = union("ContentBlock", {
  text: v.string(),
  image,
  document,
  video: notForClaude,
  audio: notForClaude,
  toolUse: struct({ toolUseId, name: toolName, input: jsonObject, type: v.optional(unsupported("It has no server tools.")) }),
  toolResult,
  guardContent,
  cachePoint,
  reasoningContent,
  citationsContent,
  searchResult,
  toolAddition: unsupported("Name the tools in toolConfig."),
  toolRemoval: unsupported("Name the tools in toolConfig."),
})
export type ContentBlock = v.InferOutput<typeof contentBlock>

export const systemBlock = union("SystemContentBlock", { text: v.string(), guardContent, cachePoint })
