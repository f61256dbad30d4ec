import { readdir, readFile } from "node:fs/promises"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"

const folder = new URL("../fixtures/answers/", import.meta.url)
const defaultSize = 11

/** One recorded answer: a text that is sent in pieces, given pieces, or given frames. */
type Recorded = {
  text?: string
  /** The number of repetitions of the text. */
  repeat?: number
  /** UTF-16 code units of each piece. */
  size?: number
  /** Milliseconds before each piece. */
  gap?: number
  atOnce?: boolean
  parts?: string[]
  frames?: [string, object][]
  stopReason?: string
}

export const answerFixtureNames = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length))

/** A recorded answer in the format of the fake Bedrock. */
export async function answerFixture(name: string): Promise<Answer> {
  const {
    text = "",
    repeat = 1,
    size = defaultSize,
    gap,
    atOnce,
    parts,
    frames,
    stopReason,
  }: Recorded = JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8"))
  return {
    deltas: parts ?? pieces(text.repeat(repeat), size),
    ...(gap !== undefined && { delayMs: gap }),
    ...(atOnce !== undefined && { atOnce }),
    ...(frames && { frames }),
    ...(stopReason && { stopReason }),
  }
}

const pieces = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size))
