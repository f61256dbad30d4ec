const opening = /^ {0,3}<details( open(?:="")?)?>[ \t]*\n?/i
const summaryOf = /^\s*<summary>((?:(?!<\/?summary>)[\s\S]){0,1000})<\/summary>[ \t]*\n?/i
const edges = /(?:^|\n) {0,3}(<details(?: open(?:="")?)?>|<\/details>[ \t]*(?=\n|$))|<\/details>[ \t]*(?=\n|$)/gi

/** The text of a `<details>` at the start of `text`, in its parts. One that is not closed yet goes to the end. */
export function detailsOf(text: string): { raw: string; open: boolean; summary: string; content: string } | undefined {
  const start = opening.exec(text)
  if (!start) return undefined
  let depth = 0
  let end = text.length
  let close = text.length
  for (const edge of text.matchAll(edges)) {
    depth += /<details/i.test(edge[0]) ? 1 : -1
    if (depth > 0) continue
    close = edge.index + edge[0].length - edge[0].trimStart().length
    end = edge.index + edge[0].length
    break
  }
  const inside = text.slice(start[0].length, close)
  const summary = summaryOf.exec(inside)
  return {
    raw: text.slice(0, end),
    open: start[1] !== undefined,
    summary: summary?.[1]?.trim() ?? "",
    content: inside.slice(summary?.[0].length ?? 0),
  }
}
