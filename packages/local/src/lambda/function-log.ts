import { createWriteStream } from "node:fs"

/**
 * Where the functions' lines go: all into `file`, which is truncated at the start; errors, or all lines, also to the terminal.
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
