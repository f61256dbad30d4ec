import { storedText } from "../../src/blocks/stored.ts"
import { pathTo, type Tree } from "../../src/conversation/tree.ts"
import type { Message } from "../../src/entities/message.ts"
import { continueContent } from "../../src/model/continued-answer.ts"

const line = storedText(continueContent as { text: string }[])

/** The prompt of a turn as one text: the whole turns of its path, each answer joined with its continuations, then its question. */
export function promptOf(tree: Tree, stored: readonly Message[], turnId: string): string {
  const messages = new Map(stored.map((message) => [message.messageId, message]))
  const [own, ...before] = pathTo(tree, turnId)
  const said: string[] = []
  let question: string | undefined
  let parts: Message[] = []
  const isWhole = ({ status, content }: Message) => (status === "complete" || status === "stopped") && storedText(content) !== ""
  const flush = (isContinued: boolean) => {
    const end = isContinued ? parts.length : parts.findLastIndex(isWhole) + 1
    const text = parts
      .slice(0, end)
      .map(({ content }) => storedText(content))
      .join("")
    if (end > 0) said.push(`user: ${question}`, `assistant: ${isContinued ? text.trimEnd() : text}`)
  }
  for (const node of before.reverse()) {
    if (!node.continues) {
      if (question !== undefined) flush(false)
      question = storedText(messages.get(node.userMessageId ?? "")?.content ?? [])
      parts = []
    }
    const answer = messages.get(node.messageId)
    if (answer) parts.push(answer)
  }
  if (question !== undefined) flush(own?.continues === true)
  const last = own?.continues ? line : storedText(messages.get(own?.userMessageId ?? "")?.content ?? [])
  return [...said, `user: ${last}`].join("\n")
}
