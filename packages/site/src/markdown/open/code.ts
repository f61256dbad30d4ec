import type { Token } from "marked"
import { type Code, isClosedFence } from "./fence.ts"
import { type Growth, joinedRaw } from "./growth.ts"

/** All complete lines of an open fence but the last one, which keeps the lexer from seeing the code as empty. */
export function growthOfCode(generic: Token): Growth | undefined {
  const code = generic as Code
  const firstBreak = code.raw.indexOf("\n")
  const cut = code.raw.lastIndexOf("\n", code.raw.lastIndexOf("\n") - 1)
  if (code.codeBlockStyle === "indented" || cut <= firstBreak || isClosedFence(code)) return undefined
  const prefix = code.raw.slice(0, firstBreak)
  // Nested fences are counted from its start.
  if (/^[ `~]*(?:markdown|md|mdx)/i.test(prefix)) return undefined
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
