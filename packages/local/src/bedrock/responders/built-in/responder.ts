import { randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { BedrockError } from "../../bedrock-error.ts"
import { textOf } from "../../prompt/content.ts"
import { forcedTools } from "../../prompt/tools.ts"
import type { Responder, ResponderPiece, ResponderRequest } from "../../responder.ts"
import { composeAnswer, note } from "./docs-answer.ts"
import { DocsIndex } from "./docs-index.ts"
import { readSections } from "./docs-section.ts"
import { describeAttachments, describeResults } from "./last-message.ts"
import { sampleOf } from "./schema/sample.ts"

const repository = fileURLToPath(new URL("../../../../../../", import.meta.url))
const reasoning = "The question is looked up in the documentation of Parley."

/**
 * The default responder, without a model: it answers from the Markdown files below `root` (default: this repository), word by word at
 * `wordsPerSecond`. The first question loads the files. A forced tool is called with the smallest input that its schema allows. A
 * structured answer is the smallest value of its schema.
 */
export function builtInResponder({ root = repository, wordsPerSecond = 50 }: { root?: string; wordsPerSecond?: number } = {}): Responder {
  let index: Promise<DocsIndex> | undefined
  const composed = async (request: ResponderRequest) => {
    index ??= readSections(root).then((sections) => new DocsIndex(sections))
    return textAnswer(await index, request)
  }
  return {
    countsTokens: false,
    async *answer(request) {
      const { signal, outputSchema } = request
      if (request.reasoning) yield { reasoning: request.reasoning === "summarized" ? reasoning : "" }
      const [tool] = forcedTools(request.tools)
      if (tool) {
        yield* toolCall(tool.name, minimal(`the input of the tool ${tool.name}`, tool.inputSchema))
        return
      }
      const text = outputSchema ? JSON.stringify(minimal(`the answer ${outputSchema.name}`, outputSchema.schema)) : await composed(request)
      for (const word of text.match(/\s*\S+/g) ?? []) {
        if (Number.isFinite(wordsPerSecond)) await delay(1_000 / wordsPerSecond, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
        yield word
      }
    },
  }
}

function* toolCall(name: string, input: unknown): Generator<ResponderPiece> {
  yield { toolUse: { toolUseId: `tooluse_${randomUUID().replaceAll("-", "").slice(0, 22)}`, name } }
  yield { toolInput: JSON.stringify(input) }
}

function minimal(what: string, schema: object): unknown {
  const sample = sampleOf(schema)
  if (sample) return sample.value
  throw new BedrockError(
    "ModelErrorException",
    `The built-in responder found no value for ${what}: it does not know all of JSON Schema. A real model (LOCAL_MODEL_URL or BEDROCK=aws) can answer.`,
  )
}

function textAnswer(index: DocsIndex, { messages }: ResponderRequest): string {
  const last = messages.at(-1)
  const results = describeResults(messages)
  const attachments = last ? describeAttachments(last) : undefined
  const questions = messages.filter(({ role }) => role === "user").map((message) => textOf(message).trim())
  const asked = questions.at(-1) !== "" || (results === undefined && attachments === undefined)
  const answered =
    asked && results === undefined
      ? composeAnswer(
          index,
          questions.filter((text, at) => text !== "" || at === questions.length - 1),
        )
      : undefined
  return [results, attachments, answered, note].filter((part) => part !== undefined).join("\n\n")
}
