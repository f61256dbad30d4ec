import { contentHash } from "@parley/core/content.ts"
import { textOf } from "@parley/core/text.ts"
import { describe, expect, test } from "vitest"
import type { Message } from "../../src/api/types.ts"
import { turnsFromPage } from "../../src/thread/state/stored-turns.ts"

const message = (role: "user" | "assistant", content: { text: string }[], more: Partial<Message> = {}): Message => ({
  messageId: `msg_${role}`,
  turnId: "trn_1",
  role,
  content,
  status: "complete",
  createdAt: "2026-11-28T00:00:00.000Z",
  ...more,
})

describe("a stored turn", () => {
  test("with two text blocks has the same text on the page and in the prompt, and can be sent again as the same turn", () => {
    const content = [{ text: "Summarise this:" }, { text: "Once upon a time" }]
    const [turn] = turnsFromPage({ messages: [message("user", content)] })
    expect(turn?.question).toBe("Summarise this:\n\nOnce upon a time")
    expect(turn?.question).toBe(textOf(content))
    expect(contentHash(turn?.content ?? [])).toBe(contentHash(content))
  })

  test("with an answer of two text blocks has the length that the server counts", () => {
    const content = [{ text: "First." }, { text: "Second." }]
    const [turn] = turnsFromPage({ messages: [message("user", [{ text: "q" }]), message("assistant", content)] })
    expect(turn?.answer.value).toBe(textOf(content))
  })

  test("is ended if it ended between the reads of the turn and of its messages", () => {
    const soFar = { content: [{ text: "Half an" }], after: "id", text: "Half an" }
    const running = {
      turnId: "trn_1",
      parentTurnId: null,
      modelId: "m",
      messageId: "msg_assistant",
      status: "streaming" as const,
      ...soFar,
      createdAt: "",
    }
    const messages = [message("user", [{ text: "q" }]), message("assistant", [{ text: "Half an answer." }])]
    const [turn] = turnsFromPage({ messages, turn: running })
    expect([turn?.status.value, turn?.answer.value]).toEqual(["complete", "Half an answer."])
    const failed = [message("user", [{ text: "q" }]), message("assistant", [], { status: "failed" })]
    const [retried] = turnsFromPage({ messages: failed, turn: running })
    expect([retried?.status.value, retried?.answer.value, retried?.after]).toEqual(["streaming", "Half an", "id"])
  })
})
