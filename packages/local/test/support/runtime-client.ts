import { type ChildProcess, spawn } from "node:child_process"
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { type RuntimeApi, startRuntimeApi } from "@parley/testing/lambda/runtime-api.ts"

export type RuntimeClient = { invoke: RuntimeApi["invoke"]; stop(): Promise<void> }

/** Set by `npm run test:ric`: the client's native addon. */
const addon = process.env.RIC_ADDON

/**
 * Runs a handler as Lambda does: AWS's own runtime interface client (aws-lambda-ric) in a separate process, behind a Runtime API. The
 * client streams responses in plain JavaScript. Its native addon polls for the next event and reports responses that do not stream. Without
 * the addon, the client's JavaScript implementation of polling over HTTP is enabled.
 * @param file a bundle that exports `handler`
 */
export async function startRuntimeClient(
  file: string,
  env: Record<string, string | undefined>,
  timeoutSeconds: number,
): Promise<RuntimeClient> {
  const folder = await mkdtemp(join(tmpdir(), "parley-ric-"))
  const program = join(folder, "index.mjs")
  await copyFile(createRequire(import.meta.url).resolve("aws-lambda-ric"), program)
  // The client requires a module of this name in its folder.
  const native = join(folder, "rapid-client.node")
  if (addon) await copyFile(addon, native)
  else await standIn(native)
  const api = await startRuntimeApi(timeoutSeconds)
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...env,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/test",
      AWS_LAMBDA_LOG_STREAM_NAME: "test",
      _HANDLER: `${basename(file, ".mjs")}.handler`,
      LAMBDA_TASK_ROOT: dirname(file),
      ...(!addon && { AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: "true" }),
    },
  })
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000)
  })
  const ended = endOf(child)
  return {
    invoke: (event) =>
      Promise.race([
        api.invoke(event),
        ended.then((code) => {
          throw new Error(`The runtime interface client ended (${code}): ${said}`)
        }),
      ]),
    async stop() {
      child.kill("SIGKILL")
      await ended
      await api.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function standIn(path: string): Promise<void> {
  await mkdir(path)
  const refuse = '() => { throw new Error("The native addon is not there: npm run test:ric builds it.") }'
  await writeFile(join(path, "index.js"), `module.exports = { next: ${refuse}, done: ${refuse}, error: ${refuse} }\n`)
}

const endOf = (child: ChildProcess) =>
  new Promise<number | NodeJS.Signals | null>((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)))
