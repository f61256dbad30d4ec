import { type ChildProcess, fork } from "node:child_process"
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { PlainError } from "../plain-error.ts"
import { freePort } from "../port.ts"
import { astroEnv, astroProgram, siteFolder } from "./build.ts"

// The channel closes with the launcher, even after SIGKILL.
const leaveWithLauncher = `data:text/javascript,process.on("disconnect", () => process.exit())`

/** Starts `astro dev` and proxies everything to it, including its WebSocket for live reload. */
export async function startDevServer() {
  const port = await freePort(0, "PORT")
  const child = fork(astroProgram(), ["dev", "--host", "127.0.0.1", "--port", String(port)], {
    cwd: siteFolder,
    env: astroEnv(),
    execArgv: ["--import", leaveWithLauncher],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  await untilAnswers(child, `http://127.0.0.1:${port}/`)
  return {
    serve(request: IncomingMessage, response: ServerResponse) {
      // With an Upgrade header, Astro would wait for an upgrade that never happens.
      const { upgrade: _offer, connection: _connection, ...headers } = request.headers
      const passed = httpRequest({ ...passOn(request, port), headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      passed.on("error", () => response.destroy())
      request.pipe(passed)
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      const passed = httpRequest(passOn(request, port))
      passed.on("error", () => socket.destroy())
      passed.on("upgrade", (answer, upstream, first) => {
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headLines(answer.rawHeaders)}\r\n`)
        socket.write(first)
        upstream.write(head)
        socket.on("error", () => upstream.destroy())
        upstream.on("error", () => socket.destroy())
        upstream.pipe(socket).pipe(upstream)
      })
      passed.end()
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      await new Promise((resolve) => {
        child.once("exit", resolve)
        child.kill()
      })
    },
  }
}

const passOn = (request: IncomingMessage, port: number) => ({
  host: "127.0.0.1",
  port,
  method: request.method,
  path: isPage(request) ? "/" : request.url,
  headers: request.headers,
})

// Deep links such as /c/… belong to the page.
const isPage = ({ method, url = "/", headers }: IncomingMessage) =>
  method === "GET" && headers.accept?.includes("text/html") && !/[.@]/.test(url.split("?")[0] ?? "")

const headLines = (raw: string[]) => raw.map((text, i) => (i % 2 ? `${text}\r\n` : `${text}: `)).join("")

async function untilAnswers(child: ChildProcess, url: string) {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) break
    const answered = await fetch(url).then(
      (response) => response.text().then(() => true),
      () => false,
    )
    if (answered) return
    await sleep(100)
  }
  child.kill()
  throw new PlainError("astro dev did not start. Its output is above.")
}
