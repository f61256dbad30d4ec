import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { json } from "node:stream/consumers"

/** A place where something waits: `reached` resolves when it waits there, until `release` is called. */
export type Hold = { reached: Promise<void>; release(): void; wait(): Promise<void> }

export function newHold(): Hold {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const wait = () => {
    reached.resolve()
    return released.promise
  }
  return { reached: reached.promise, release: released.resolve, wait }
}

export type ToolServer = {
  url: string
  /** The ids of the calls, in order of arrival. */
  runs: string[]
  /** Holds a call until it is released. */
  hold(toolUseId: string, hold: Hold): void
  close(): Promise<void>
}

export const resultOf = (toolUseId: string) => ({ toolUseId, status: "success" as const, content: [{ text: `Result of ${toolUseId}` }] })

/** Runs the calls of the tool in `fixtures/chat-with-tool.ts`, and counts them. */
export async function startToolServer(): Promise<ToolServer> {
  const runs: string[] = []
  const holds = new Map<string, Hold>()
  const server = createServer(async (request, response) => {
    const { toolUseId } = (await json(request)) as { toolUseId: string }
    runs.push(toolUseId)
    await holds.get(toolUseId)?.wait()
    response.end(JSON.stringify(resultOf(toolUseId)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs,
    hold: (toolUseId, hold) => void holds.set(toolUseId, hold),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
