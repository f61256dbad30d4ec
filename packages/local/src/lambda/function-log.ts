import { createWriteStream } from "node:fs"

/**
 * Writes every log line of the functions to `file`, which is truncated at the start. Errors, or all lines with `sayAll`, also go to the
 * terminal.
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
