import type { Token, Tokens } from "marked"
import { type Growth, joinedRaw } from "./growth.ts"

/** `parts` are whole lines from the start on, each without its last line break, that will not change any more; `rest` comes after them. */
export type Code = Tokens.Code & { parts?: { text: string }[]; rest?: string }

/** A fence that was closed: nothing that follows belongs to this code. */
export function isClosedFence({ raw }: Pick<Tokens.Code, "raw">): boolean {
  const [, fence] = /^ *(`{3,}|~{3,})/.exec(raw) ?? []
  if (!fence) return false
  const last = raw.trimEnd().slice(raw.trimEnd().lastIndexOf("\n") + 1)
  return last !== raw.trimEnd() && new RegExp(`^ {0,3}${fence}${fence[0]}*$`).test(last)
}

/** All complete lines of an open fence but the last one, which keeps the lexer from seeing the code as empty. */
export function growthOfCode(generic: Token): Growth | undefined {
  const code = generic as Code
  const firstBreak = code.raw.indexOf("\n")
  const cut = code.raw.lastIndexOf("\n", code.raw.lastIndexOf("\n") - 1)
  if (code.codeBlockStyle === "indented" || cut <= firstBreak || isClosedFence(code)) return undefined
  const prefix = code.raw.slice(0, firstBreak)
  const settled = code.raw.slice(0, cut)
  const settledLines = settled.split("\n").length - 1
  const text = code.text.split("\n", settledLines).join("\n")
  const before = code.parts ?? []
  const partsLength = before.reduce((length, part) => length + part.text.length + 1, 0)
  // A line that is still being written settles nothing.
  if (text.length < partsLength) return undefined
  const parts = [...before, { text: text.slice(partsLength) }]
  return {
    settled,
    prefix,
    join: (rest) =>
      rest.type === "code"
        ? ({ ...rest, raw: joinedRaw({ settled, prefix }, rest), text: `${text}\n${rest.text}`, parts, rest: rest.text } as Code)
        : undefined,
  }
}
