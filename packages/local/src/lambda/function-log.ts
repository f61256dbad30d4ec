import { createWriteStream } from "node:fs"

/**
 * Where the functions' lines go: all into `file`, begun anew, and to the person who started the stage what is an error, or all of it.
 */
export function openFunctionLog(file: string, say: (line: string) => void, sayAll: boolean) {
  const stream = createWriteStream(file, { flags: "w" })
  return {
    write(line: string, source: "stdout" | "stderr") {
      stream.write(`${line}\n`)
      if (sayAll || source === "stderr") say(line)
    },
    close: () => new Promise<void>((resolve) => void stream.end(resolve)),
  }
}
