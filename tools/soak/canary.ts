import { randomBytes } from "node:crypto"
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"

/** A word in every message and every answer of one run, and nowhere else. */
export const newCanary = (): string => `canary${randomBytes(6).toString("hex")}`

/** The line numbers of a text, such as a log, that contain the canary. */
async function linesWith(canary: string, lines: AsyncIterable<string> | Iterable<string>): Promise<number[]> {
  const found: number[] = []
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.includes(canary)) found.push(number)
  }
  return found
}

/** The log lines with content, by number. Never returns the line itself. */
export async function judgeLogs(canary: string, logFile: string, said: string): Promise<string[]> {
  const places = [
    ["functions.log", await linesWith(canary, createInterface({ input: createReadStream(logFile) }))],
    ["the launcher's output", await linesWith(canary, said.split("\n"))],
  ] as const
  return places
    .filter(([, lines]) => lines.length > 0)
    .map(([place, lines]) => `logs: what people or the model said is in ${lines.length} lines of ${place}, first in line ${lines[0]}`)
}
