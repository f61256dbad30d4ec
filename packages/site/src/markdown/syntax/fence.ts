const opening = /^ {0,3}(`{3,}|~{3,}) *(?:markdown|md|mdx)[^\n`]*\n/i
const inner = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$/

/**
 * The length of a Markdown fence that contains fences of the same length. Models write this, although CommonMark ends the outer fence
 * at the end of the first inner one. `undefined` if there is none, or if inner and outer fences do not match; while the text is
 * `growing` the outer fence counts as open.
 */
export function nestedFence(text: string, growing: boolean): { length: number; isClosed: boolean } | undefined {
  const start = opening.exec(text)
  if (!start) return undefined
  const fence = start[1] ?? ""
  let depth = 1
  let isNested = false
  let at = start[0].length
  while (at < text.length) {
    const end = text.indexOf("\n", at)
    const line = inner.exec(text.slice(at, end < 0 ? text.length : end))
    at = end < 0 ? text.length : end + 1
    if (!line?.[1]?.startsWith(fence)) continue
    isNested ||= line[2] !== ""
    depth += line[2] ? 1 : -1
    if (depth === 0) return isNested ? { length: at, isClosed: true } : undefined
  }
  return isNested && growing ? { length: text.length, isClosed: false } : undefined
}
