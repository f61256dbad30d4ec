import type { RuntimeResponse } from "@parley/testing/lambda/runtime-api.ts"
import { LambdaFunction } from "../../src/lambda/function-process.ts"
import { startRuntimeClient } from "./runtime-client.ts"

/** The result of an invocation under the local stage's runtime. */
export type LocalResponse = { failed: boolean; bytes: Buffer }

export type BothRuntimes = {
  /** Runs an event under AWS's runtime interface client. */
  real(event: unknown): Promise<RuntimeResponse>
  /** Runs an event under the local stage's runtime. */
  local(event: unknown): Promise<LocalResponse>
  stop(): Promise<void>
}

/** One bundle under both runtimes, with the same environment. */
export async function startBothRuntimes(file: string, env: Record<string, string | undefined>): Promise<BothRuntimes> {
  const timeoutSeconds = 60
  const client = await startRuntimeClient(file, env, timeoutSeconds)
  const fn = new LambdaFunction({ file, timeoutSeconds, name: "test", env, log: () => undefined })
  await fn.start()
  return {
    real: client.invoke,
    local: (event) =>
      new Promise((resolve) => {
        const chunks: Uint8Array[] = []
        const settle = (failed: boolean) => resolve({ failed, bytes: Buffer.concat(chunks) })
        void fn.invoke(event, { bytes: (bytes) => void chunks.push(bytes), end: () => settle(false), fail: () => settle(true) })
      }),
    async stop() {
      await fn.stop()
      await client.stop()
    },
  }
}

/** The bytes with ids and times, which differ between runs, replaced in order of their first occurrence, and positions in a stream without their run. */
export function withoutIds(bytes: Buffer): string {
  const withoutRuns = bytes.toString("latin1").replace(/^id: ([\w-]+)$/gm, (_, id: string) => `id: ${positionIn(id)}`)
  const seen = new Map<string, string>()
  const changing = /\b(cnv|msg|trn)_[0-9A-Z]{26}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\b__Host-visitor=[\w-]{43}/g
  return withoutRuns.replace(changing, (found) => {
    const name = seen.get(found) ?? `<${found.slice(0, 3)} ${seen.size}>`
    seen.set(found, name)
    return name
  })
}

/** A position is base64url of its run, a dot and numbers. */
const positionIn = (id: string) => Buffer.from(id, "base64url").toString("latin1").split(".").slice(1).join(".")
