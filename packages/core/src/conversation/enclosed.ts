type Open = {
  /** Whether a line ends the block. */
  ends: (line: string) => boolean
  /** A line that ends it. */
  end: string
}

// Blocks of HTML that go on over blank lines, by how they begin (CommonMark 0.31 §4.6, kinds 1 to 5), with what ends them.
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
/** A heading as the export writes it. */
const ownHeading = /^( {0,3})(##? *(?:You|Assistant)\b)/

/** A Markdown text that ends what it opens, so that it swallows nothing that follows, and whose headings are not taken for those of the export. */
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

/** A text as a Markdown quote: nothing in it reaches beyond it. */
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
  // Some end on the line that they begin on.
  return ends(line.replace(begins, "")) ? undefined : { ends, end }
}
