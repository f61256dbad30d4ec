import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"

/** One heading of a Markdown file with the text up to the next heading. */
export type DocsSection = {
  id: number
  /** Relative to the root, such as `docs/operations.md`. */
  file: string
  title: string
  /** The titles of the parent headings. */
  parents: string[]
  text: string
}

/** Reads README.md and docs/*.md below a root and splits them by heading. Missing files are skipped. */
export async function readSections(root: string): Promise<DocsSection[]> {
  const docs = await readdir(join(root, "docs")).catch(() => [])
  const files = [
    "README.md",
    ...docs
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => `docs/${name}`),
  ]
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), "utf8").catch(() => "")))
  return files.flatMap((file, index) => splitByHeadings(file, texts[index] ?? "")).map((section, id) => ({ id, ...section }))
}

function splitByHeadings(file: string, markdown: string): Omit<DocsSection, "id">[] {
  const sections: { title: string; parents: string[]; lines: string[] }[] = []
  const above: string[] = []
  let fenced = false
  for (const line of markdown.split(/\r?\n/)) {
    if (isFence(line)) fenced = !fenced
    // A # inside a code block is a comment.
    const [, marks, heading] = fenced ? [] : (/^(#{1,6})\s+(.+?)\s*#*$/.exec(line) ?? [])
    if (marks === undefined || heading === undefined) {
      sections.at(-1)?.lines.push(line)
      continue
    }
    const title = heading.replace(/[`*_]|\[(.+?)\]\(.*?\)/g, "$1")
    above.length = Math.min(above.length, marks.length - 1)
    sections.push({ title, parents: above.filter((parent) => parent !== undefined), lines: [] })
    above[marks.length - 1] = title
  }
  return sections.map(({ title, parents, lines }) => ({ file, title, parents, text: readable(lines) })).filter(({ text }) => text !== "")
}

/** The line that opens or closes a code block. */
export const isFence = (line: string): boolean => /^\s*(```|~~~)/.test(line)

/** Images and badges have no text for an answer. */
const readable = (lines: string[]): string =>
  lines
    .filter((line) => !/^\s*(\[?!\[|<!--.*-->\s*$)/.test(line))
    .join("\n")
    .trim()
