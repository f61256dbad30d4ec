import type { Figure } from "./statistics.ts"

export type Table = { caption: string; head: string[]; rows: string[][] }
/** A target; `value` and `limit` have the same unit. */
export type Target = { name: string; value: number; limit: number }
export type Section = { name: string; title: string; tables: Table[]; figures: unknown; targets: Target[] }

export const milliseconds = ({ median, from, to }: Figure): string => `${number(median)} ms (${number(from)}–${number(to)})`
export const times = ({ median, from, to }: Figure): string => `${median.toFixed(2)} × (${from.toFixed(2)}–${to.toFixed(2)})`
export const kilobytes = (bytes: number): string => `${(bytes / 1_024).toFixed(bytes < 100 * 1_024 ? 1 : 0)} KB`
export const megabytes = ({ median }: Figure): string => `${(median / 1_024 ** 2).toFixed(0)} MB`

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

/** The targets with their measured values, and the machine. */
export function resultsOf(sections: readonly Section[], machine: readonly string[]): string {
  const targets = sections.flatMap(({ targets }) => targets)
  const rows = targets.map(({ name, value, limit }) => [name, `≤ ${limit}`, value.toFixed(2), value <= limit ? "reached" : "missed"])
  const table = targets.length > 0 ? [tableOf({ caption: "", head: ["target", "limit", "measured", ""], rows }), ""] : []
  return [...table, ...machine.map((line) => `- ${line}`)].join("\n")
}

/** The tables of all sections, one chapter per section. */
export const figuresOf = (sections: readonly Section[]): string =>
  sections.flatMap(({ title, tables }) => [`## ${title}`, ...tables.flatMap((table) => [table.caption, tableOf(table)])]).join("\n\n")

const beforeResults = "<!-- npm run bench writes the results below. -->"
const afterResults = "<!-- npm run bench writes the results above. -->"
const beforeFigures = "<!-- npm run bench writes everything below. -->"

/** docs/performance.md with the new results and figures. */
export function updatedPage(page: string, results: string, figures: string): string {
  const [start, rest, ...none] = page.split(`${beforeResults}\n`)
  const [method] = (rest?.split(afterResults)[1] ?? "").split(beforeFigures)
  if (rest === undefined || none.length > 0 || !method)
    throw new Error("docs/performance.md must hold the comments for results and figures once.")
  return `${start}${beforeResults}\n\n${results}\n\n${afterResults}${method}${beforeFigures}\n\n${figures}\n`
}

const tableOf = ({ head, rows }: Table): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
