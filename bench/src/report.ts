import type { Figure } from "./statistics.ts"

export type Table = { caption: string; head: string[]; rows: string[][] }
/** What was to be reached; `value` and `limit` in the same unit. */
export type Target = { name: string; value: number; limit: number }
export type Section = { name: string; title: string; tables: Table[]; figures: unknown; targets: Target[] }

export const milliseconds = ({ median, from, to }: Figure): string => `${number(median)} ms (${number(from)}–${number(to)})`
export const times = ({ median, from, to }: Figure): string => `${median.toFixed(2)} × (${from.toFixed(2)}–${to.toFixed(2)})`
export const kilobytes = (bytes: number): string => `${(bytes / 1_024).toFixed(bytes < 100 * 1_024 ? 1 : 0)} KB`
export const megabytes = ({ median }: Figure): string => `${(median / 1_024 ** 2).toFixed(0)} MB`

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

export function markdownOf(sections: readonly Section[], machine: readonly string[]): string {
  const targets = sections.flatMap(({ targets }) => targets)
  const verdicts = targets.map(({ name, value, limit }) => [name, `≤ ${limit}`, value.toFixed(2), value <= limit ? "reached" : "missed"])
  return [
    ...machine.map((line) => `- ${line}`),
    ...(targets.length > 0 ? ["", tableOf({ caption: "", head: ["target", "wanted", "measured", ""], rows: verdicts })] : []),
    ...sections.flatMap(({ title, tables }) => ["", `## ${title}`, ...tables.flatMap((table) => ["", table.caption, "", tableOf(table)])]),
    "",
  ].join("\n")
}

const tableOf = ({ head, rows }: Table): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
