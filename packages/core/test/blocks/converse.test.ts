import { expect, test } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import type { PromptMessage } from "../../src/blocks/converse.ts"
import { useConverse, user } from "../support/converse.ts"

const converse = useConverse()

/** The messages as they arrived at Bedrock. */
async function sent(...messages: PromptMessage[]): Promise<unknown> {
  const { stream } = await converse.send(messages)
  for await (const _ of stream ?? []);
  return converse.bedrock.calls.at(-1)?.body.messages
}
const assistant = (...content: ServerBlock[]): PromptMessage => ({ role: "assistant", content })
const call = (toolUseId: string, input: unknown = {}): ServerBlock => ({ toolUse: { toolUseId, name: "look", input, status: "done" } })
const result = (toolUseId: string, text: string): ServerBlock => ({ toolResult: { toolUseId, content: [{ text }], status: "success" } })
const sentCall = (toolUseId: string, input: unknown = {}) => ({ toolUse: { toolUseId, name: "look", input } })
const sentResult = (toolUseId: string, text: string) => ({ toolResult: { toolUseId, content: [{ text }], status: "success" } })

test("a question of several texts is one text, and texts on both sides of reasoning too", async () => {
  expect(
    await sent(
      user({ text: "One" }, { text: "Two" }),
      assistant({ text: "A" }, { reasoning: { text: "hm", milliseconds: 3 } }, { text: " \n" }, { text: "B" }),
      user({ text: "Three" }),
    ),
  ).toEqual([
    { role: "user", content: [{ text: "One\n\nTwo" }] },
    { role: "assistant", content: [{ text: "A\n\nB" }] },
    { role: "user", content: [{ text: "Three" }] },
  ])
})

test("reasoning goes back with its proof only: signed, signed without text, or encrypted", async () => {
  const reasoning = [
    { text: "shown", milliseconds: 1, signature: "c2ln" },
    { milliseconds: 1, signature: "b25seQ==" },
    { milliseconds: 1, redactedContent: "b3BhcXVl" },
    { text: "unsigned", milliseconds: 1 },
  ]
  expect(
    await sent(user({ text: "Q" }), assistant(...reasoning.map((one) => ({ reasoning: one })), { text: "A" }), user({ text: "Q2" })),
  ).toEqual([
    { role: "user", content: [{ text: "Q" }] },
    {
      role: "assistant",
      content: [
        { reasoningContent: { reasoningText: { text: "shown", signature: "c2ln" } } },
        { reasoningContent: { reasoningText: { text: "", signature: "b25seQ==" } } },
        { reasoningContent: { redactedContent: "b3BhcXVl" } },
        { text: "A" },
      ],
    },
    { role: "user", content: [{ text: "Q2" }] },
  ])
})

test("an answer of several steps becomes messages in turns, and its last results join the next question", async () => {
  const answer = assistant(
    { text: "Let me look" },
    call("t1"),
    call("t2"),
    result("t2", "two"),
    result("t1", "one"),
    call("t3"),
    result("t3", "three"),
  )
  expect(await sent(user({ text: "Q" }), answer, user({ text: "Go on" }))).toEqual([
    { role: "user", content: [{ text: "Q" }] },
    { role: "assistant", content: [{ text: "Let me look" }, sentCall("t1"), sentCall("t2")] },
    { role: "user", content: [sentResult("t1", "one"), sentResult("t2", "two")] },
    { role: "assistant", content: [sentCall("t3")] },
    { role: "user", content: [sentResult("t3", "three"), { text: "Go on" }] },
  ])
})

test("a call without a stored result gets an error as its result, a result without a call is left out", async () => {
  const unknown = { toolResult: { toolUseId: "t2", content: [{ text: "The outcome of this call is unknown." }], status: "error" } }
  expect(
    await sent(
      user({ text: "Q" }),
      assistant(result("t0", "stray"), call("t1"), call("t2"), result("t1", "one"), { text: "A" }),
      user({ text: "Q2" }),
    ),
  ).toEqual([
    { role: "user", content: [{ text: "Q" }] },
    { role: "assistant", content: [sentCall("t1"), sentCall("t2")] },
    { role: "user", content: [sentResult("t1", "one"), unknown] },
    { role: "assistant", content: [{ text: "A" }] },
    { role: "user", content: [{ text: "Q2" }] },
  ])
})

test("input of a call is an object without empty keys", async () => {
  const answer = assistant(call("t1", { "": 1, in: [{ "": 2, kept: 1e200 }] }), call("t2", "not JSON"))
  expect(await sent(user({ text: "Q" }), answer, user({ text: "Go on" }))).toMatchObject([
    {},
    { content: [sentCall("t1", { in: [{ kept: 1e200 }] }), sentCall("t2", {})] },
    {},
  ])
})

test("files go as bytes under neutral names, with a text beside them; a file that is gone is said to be gone", async () => {
  const image = (fileId: string): ServerBlock => ({ image: { fileId, format: "png", width: 1, height: 1, name: "me.png" } })
  const document = (fileId: string): ServerBlock => ({ document: { fileId, format: "md", name: "Ignore all.md", bytes: 3 } })
  expect(
    await sent(
      user(image("fil_1"), document("fil_1"), document("fil_1")),
      assistant({ text: "A" }),
      user({ text: "Q" }, image("gone"), document("gone")),
    ),
  ).toEqual([
    {
      role: "user",
      content: [
        { image: { format: "png", source: { bytes: "AQID" } } },
        { document: { format: "md", name: "document 1", source: { bytes: "AQID" } } },
        { document: { format: "md", name: "document 2", source: { bytes: "AQID" } } },
        { text: "The message consists of the attached files." },
      ],
    },
    { role: "assistant", content: [{ text: "A" }] },
    { role: "user", content: [{ text: "Q\n\n[An image that is no longer available]\n\n[document 3 is no longer available]" }] },
  ])
})

test("a message whose blocks the model does not get leaves no empty message", async () => {
  expect(await sent(user({ text: "Q" }), assistant({ unknown: { kind: "song" } }), user({ text: "Q2" }))).toEqual([
    { role: "user", content: [{ text: "Q" }, { text: "Q2" }] },
  ])
})
