import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import type { Plugin } from "esbuild"
import { platform, root } from "../../../tools/synth/paths.ts"

type Reply = { id: number; value: Record<string, unknown> }

/**
 * Runs the plugin file as `sst deploy` does: SST's own host runs in a separate process and gets each import and each file as a line of JSON
 * (pkg/runtime/node/plugin.go of SST).
 */
export function startPluginHost(file: string): { plugin: Plugin; stop(): void } {
  const host = spawn(process.execPath, [`${platform}/functions/nodejs-runtime/plugin.mjs`, `${root}/${file}`], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  const waiting = new Map<number, (value: Record<string, unknown>) => void>()
  createInterface({ input: host.stdout }).on("line", (line) => {
    const { id, value } = JSON.parse(line) as Reply
    waiting.get(id)?.(value)
    waiting.delete(id)
  })
  let asked = 0
  const ask = (command: "resolve" | "load", value: object) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const id = asked++
      waiting.set(id, resolve)
      host.stdin.write(`${JSON.stringify({ id, command, value })}\n`)
    })
  const plugin: Plugin = {
    name: "nodejs-plugin",
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => ask("resolve", args))
      build.onLoad({ filter: /.*/ }, async (args) => {
        const value = await ask("load", args)
        return Object.keys(value).length > 0 ? value : undefined
      })
    },
  }
  return { plugin, stop: () => void host.kill() }
}
