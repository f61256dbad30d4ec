type Open = {
  /** Whether a line ends the block. */
  ends: (line: string) => boolean
  /** The line that closes an open block. */
  end: string
}

// HTML blocks that continue over blank lines, with their start condition and end marker (CommonMark 0.31 §4.6, kinds 1 to 5).
const html: [RegExp, string][] = [
  [/^ {0,3}<script(?:[\s>]|$)/i, "</script>"],
  [/^ {0,3}<pre(?:[\s>]|$)/i, "</pre>"],
  [/^ {0,3}<style(?:[\s>]|$)/i, "</style>"],
  [/^ {0,3}<textarea(?:[\s>]|$)/i, "</textarea>"],
  [/^ {0,3}<!--/, "-->"],
  [/^ {0,3}<\?/, "?>"],
  [/^ {0,3}<!\[CDATA\[/, "]]>"],
  [/^ {0,3}<![A-Z]/i, ">"],
]
const fence = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/
/** A heading of the export. */
const ownHeading = /^( {0,3})(##? *(?:You|Assistant)\b)/

/** Closes every open block of a Markdown text, so that it cannot swallow the text after it, and escapes headings that look like the export's own. */
export function enclosed(text: string): string {
  let open: Open | undefined
  const lines = linesOf(text).map((line) => {
    if (open) {
      if (open.ends(line)) open = undefined
      return line
    }
    open = openedBy(line)
    return open ? line : line.replace(ownHeading, "$1\\$2")
  })
  return (open ? [...lines, open.end] : lines).join("\n")
}

/** Quotes a text as Markdown: no block in it extends beyond the quote. */
export const quoted = (text: string): string =>
  linesOf(text)
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n")

const linesOf = (text: string) => text.split(/\r\n|\r|\n/)

function openedBy(line: string): Open | undefined {
  const [, ticks, tildes] = fence.exec(line) ?? []
  const mark = ticks ?? tildes
  if (mark) {
    const closing = new RegExp(`^ {0,3}\\${mark.charAt(0)}{${mark.length},}[ \\t]*$`)
    return { ends: (next) => closing.test(next), end: mark }
  }
  const block = html.find(([begins]) => begins.test(line))
  if (!block) return undefined
  const [begins, end] = block
  const ends = (part: string) => part.toLowerCase().includes(end.toLowerCase())
  // A block may end on the line that starts it.
  return ends(line.replace(begins, "")) ? undefined : { ends, end }
}
