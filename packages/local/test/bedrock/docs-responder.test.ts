import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import type { PromptMessage } from "../../src/bedrock/prompt/content.ts"
import type { Responder } from "../../src/bedrock/responder.ts"
import { readSections } from "../../src/bedrock/responders/built-in/docs-section.ts"
import { builtInResponder } from "../../src/bedrock/responders/built-in/responder.ts"

const root = fileURLToPath(new URL("docs-fixture", import.meta.url))
const responder = builtInResponder({ root, wordsPerSecond: Number.POSITIVE_INFINITY })

const says = (role: PromptMessage["role"], text: string): PromptMessage => ({ role, content: [{ kind: "text", text }] })

async function ask(...questions: string[]): Promise<string> {
  const messages = questions.flatMap((text, index): PromptMessage[] => [
    ...(index > 0 ? [says("assistant", "An answer.")] : []),
    says("user", text),
  ])
  return textOf(responder, messages)
}

async function textOf({ answer }: Responder, messages: PromptMessage[]): Promise<string> {
  let text = ""
  const request = { system: "", messages, modelId: "m", maxTokens: 100, signal: new AbortController().signal }
  for await (const piece of answer(request)) if (typeof piece === "string") text += piece
  return text
}

const note = /No model wrote this.*`LOCAL_MODEL_URL`.*`BEDROCK=aws`/

test("a section is a heading with the text below it; comments in code are not headings, images are left out", async () => {
  const sections = await readSections(root)
  expect(sections.map(({ file, parents, title }) => [file, ...parents, title].join(" / "))).toEqual([
    "README.md / Example",
    "README.md / Example / Start",
    "README.md / Example / Deploy",
    "README.md / Example / Deploy / Production",
    "README.md / Example / Deploy / Staging",
    "README.md / Example / Costs",
    "docs/operations.md / Operations / Alarms",
    "docs/operations.md / Operations / Alarm addresses",
    "docs/operations.md / Operations / Backups",
  ])
  expect(sections[0]?.text).toBe("A small project for trying the search.")
  expect(sections[1]?.text).toBe("```sh\n# This is a comment, no heading\nnpm ci\nnpm start\n```")
})

test.each([
  ["How do I deploy to prod?", "### Production\n\nDeploy to prod with one command:\n\n```sh\nnpm run deploy -- --stage prod\n```"],
  ["how can we deploy this in PRODUCTION", "### Production"],
  ["What does it cost?", "### Costs\n\n| what | per month |"],
  ["Are there backups of the table?", "### Backups"],
])("%s is answered by the matching section", async (question, beginning) => {
  const answer = await ask(question)
  expect(answer.slice(0, beginning.length)).toBe(beginning)
  expect(answer).toMatch(note)
})

describe("Parley's own documents", () => {
  const own = builtInResponder({ root: fileURLToPath(new URL("../../../..", import.meta.url)), wordsPerSecond: Number.POSITIVE_INFINITY })

  test.each([
    ["How do I deploy to prod?", "### Deploy to prod\n", "npm run deploy -- --stage prod"],
    ["What do I need before a deploy?", "### What you need before a deploy\n", "npm run doctor -- --stage prod"],
    ["How do I run the tests?", "### Test\n", "npm ci && npm test"],
    ["How do I run it locally with Ollama?", "### How to run it locally with Ollama or another model\n", "LOCAL_MODEL_URL="],
    ["How long are conversations kept?", "### How long conversations are kept\n", "RETENTION_DAYS"],
    ["What is Parley?", "### Parley\n", "A chat site on Amazon Bedrock"],
  ])("answer %s", async (question, beginning, holds) => {
    const answer = await textOf(own, [says("user", question)])
    expect(answer.slice(0, beginning.length)).toBe(beginning)
    expect(answer).toContain(holds)
  })
})

test("an answer names its file and section, and further sections", async () => {
  const answer = await ask("How do I deploy to prod?")
  expect(answer).toContain("— from `README.md`, section “Deploy › Production”")
  expect(answer).toContain("**See also**\n\n- ")
})

test("a long section is cut between blocks and says so", async () => {
  const answer = await ask("backups")
  expect(answer).toContain("2. Restore into a new table.")
  expect(answer).not.toContain("Paragraph 12")
  expect(answer).toContain("section “Backups”, which goes on")
})

test("a question that the docs do not cover gets no answer", async () => {
  const answer = await ask("Why is the sky blue?")
  expect(answer).toContain("I found nothing about that in the documentation.")
  expect(answer).toContain("- Deploy (`README.md`)")
  expect(answer).toMatch(note)
})

test("a section that is only close is named, not quoted", async () => {
  const answer = await ask("mail giraffe")
  expect(answer).toContain("I found no section that answers this. These come closest:\n\n- Alarm")
})

describe("small talk", () => {
  test.each(["Hi", "hello there!", "Good morning"])("%s is greeted", async (text) => {
    expect(await ask(text)).toMatch(/^Hello!/)
  })

  test("thanks are acknowledged", async () => {
    expect(await ask("How do I deploy to prod?", "Thanks a lot!")).toMatch(/^You are welcome/)
  })

  test.each(["What can you do?", "help", "Who are you?", "are you an AI?"])("%s is answered with a self-description", async (text) => {
    expect(await ask(text)).toMatch(/^I look up questions in the documentation/)
  })

  test("tell me more leads to the next sections until none are left", async () => {
    const first = await ask("alarms")
    const second = await ask("alarms", "Tell me more")
    expect(first).toMatch(/^### Alarms/)
    expect(second).toMatch(/^### Alarm addresses/)
    expect(await ask("alarms", ...Array.from({ length: 9 }, () => "more please"))).toMatch(/^That is all/)
    expect(await ask("go on")).toMatch(/^About what\?/)
  })

  test("a follow-up question is read together with the previous one", async () => {
    expect(await ask("How do I deploy to prod?", "And giraffe staging?")).toMatch(/^### (Production|Staging)/)
  })

  test.each([
    ["Show me a table", "| what | per month |"],
    ["some code, please", "```sh"],
    ["give me an example list", "1. Find the moment."],
  ])("%s shows an example from the docs", async (question, markdown) => {
    const answer = await ask(question)
    expect(answer).toMatch(/^Here is one from the documentation/)
    expect(answer).toContain(markdown)
  })
})

test("without any docs it still answers", async () => {
  const empty = builtInResponder({ root: "/nowhere", wordsPerSecond: Number.POSITIVE_INFINITY })
  expect(await textOf(empty, [says("user", "Hi")])).toContain("There is no documentation here yet.")
})

test("an answer arrives word by word and stops on a disconnect", async () => {
  const gone = new AbortController()
  const slow = builtInResponder({ root, wordsPerSecond: 1_000 })
  const words: unknown[] = []
  for await (const piece of slow.answer({
    system: "",
    messages: [says("user", "Hi")],
    modelId: "m",
    maxTokens: 9,
    signal: gone.signal,
  })) {
    words.push(piece)
    if (words.length === 3) gone.abort()
  }
  expect(words).toEqual(["Hello!", " Ask", " me"])
})
