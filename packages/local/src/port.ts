import { createServer } from "node:net"
import { PlainError } from "./plain-error.ts"

/**
 * Checks that a port of the loopback address is free. For 0 it returns the number of a free port.
 * @throws PlainError that names the setting to change.
 */
export async function freePort(port: number, setting: string, host = "127.0.0.1"): Promise<number> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port, setting)))
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address()
      const free = typeof address === "object" && address ? address.port : port
      probe.close(() => resolve(free))
    })
  })
}

/** The error of a failed `listen`, with a plain sentence for known causes. */
export function portError(error: NodeJS.ErrnoException, port: number, setting: string): Error {
  if (error.code === "EADDRINUSE")
    return new PlainError(`Port ${port} is used by another program. Stop that program, or set ${setting} to another port.`)
  if (error.code === "EACCES") return new PlainError(`This system does not allow port ${port}. Set ${setting} to a port above 1023.`)
  return error
}
