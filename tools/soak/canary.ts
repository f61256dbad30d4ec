import { randomBytes } from "node:crypto"
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"

/** A word that occurs in everything that people and the model say during one run, and nowhere else. */
export const newCanary = (): string => `canary${randomBytes(6).toString("hex")}`

/** The numbers of the lines that hold the canary, of a text such as a log. */
async function linesWith(canary: string, lines: AsyncIterable<string> | Iterable<string>): Promise<number[]> {
  const found: number[] = []
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.includes(canary)) found.push(number)
  }
  return found
}

/** What is wrong with the logs: never the line itself, only where it is. */
export async function judgeLogs(canary: string, logFile: string, said: string): Promise<string[]> {
  const places = [
    ["functions.log", await linesWith(canary, createInterface({ input: createReadStream(logFile) }))],
    ["the launcher's output", await linesWith(canary, said.split("\n"))],
  ] as const
  return places
    .filter(([, lines]) => lines.length > 0)
    .map(([place, lines]) => `logs: what people or the model said is in ${lines.length} lines of ${place}, first in line ${lines[0]}`)
}
