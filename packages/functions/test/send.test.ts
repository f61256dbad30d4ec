import { once } from "node:events"
import { createServer, type ServerResponse } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { afterEach, expect, test } from "vitest"
import { ReaderTooSlow, send } from "../src/send.ts"

const piece = "x".repeat(10_000)
const pieces = 5_000

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A download of 50 MB over a real connection, and its result on the sending side. */
async function download(deadline = Date.now() + 60_000) {
  const state = { made: 0, closed: false, held: () => 0 }
  async function* body() {
    try {
      for (; state.made < pieces; state.made++) yield piece
    } finally {
      state.closed = true
    }
  }
  let ended = () => false
  const sent = Promise.withResolvers<void>()
  const server = createServer((_, response: ServerResponse) => {
    state.held = () => response.writableLength
    ended = () => response.writableEnded
    send(response, { status: 200, body: body() }, deadline).then(sent.resolve, sent.reject)
  })
  sent.promise.catch(() => undefined)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  socket.pause()
  socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
  ends.push(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  return { socket, state, sent: sent.promise, ended: () => ended() }
}

/** Waits until no further chunk is created for a while. */
async function settled(state: { made: number }): Promise<number> {
  for (let before = -1; state.made === 0 || before !== state.made; ) {
    before = state.made
    await wait(200)
  }
  return state.made
}

test("a download waits for a client that does not read: it creates a few chunks, not 50 MB", async () => {
  const { state } = await download()
  // The operating system buffers some megabytes.
  expect(await settled(state)).toBeLessThan(pieces / 2)
  expect(state.held()).toBeLessThan(100_000)
})

test("a slow client receives everything, and little of it waits in memory", async () => {
  const { socket, state, sent } = await download()
  let read = 0
  let mostHeld = 0
  socket.on("data", (bytes) => {
    read += bytes.length
    mostHeld = Math.max(mostHeld, state.held())
    socket.pause()
    setImmediate(() => socket.resume())
  })
  socket.resume()
  await Promise.all([sent, once(socket, "end")])
  expect(read).toBeGreaterThan(piece.length * pieces)
  expect(mostHeld).toBeLessThan(100_000)
})

test("a disconnect ends a download and closes its source", async () => {
  const { socket, state, sent } = await download()
  await settled(state)
  socket.destroy()
  await sent
  expect(state).toMatchObject({ closed: true })
  expect(state.made).toBeLessThan(pieces)
})

test("a download that is too slow for the function's timeout stays open: the client cannot mistake it for a complete one", async () => {
  const { state, sent, ended } = await download(Date.now() + 1_500)
  await expect(sent).rejects.toThrow(ReaderTooSlow)
  expect([state.closed, ended()]).toEqual([true, false])
})
