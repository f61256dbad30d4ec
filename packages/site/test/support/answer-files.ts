import { readdir, readFile } from "node:fs/promises"

const folder = new URL("../fixtures/answers/", import.meta.url)

/** An answer that showed a fault: its text, and the pieces that a model sent it in, if they matter. */
export type AnswerFile = { text: string; parts?: string[]; repeat?: number }

/** All answers of the fixtures by the names of their files. */
export async function answerFiles(): Promise<Map<string, AnswerFile>> {
  const names = (await readdir(folder)).toSorted()
  return new Map(await Promise.all(names.map(async (name): Promise<[string, AnswerFile]> => [name, await answerFile(name)])))
}

export async function answerFile(name: string): Promise<AnswerFile> {
  const content = await readFile(new URL(name, folder), "utf8")
  if (name.endsWith(".md")) return { text: content }
  const { text, parts, repeat = 1 } = JSON.parse(content) as Partial<AnswerFile>
  return { text: text?.repeat(repeat) ?? parts?.join("") ?? "", ...(parts ? { parts } : {}) }
}
