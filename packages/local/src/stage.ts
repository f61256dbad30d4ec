import { mkdir } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import type { FunctionName } from "@parley/functions/routes.ts"
import { parseSettings } from "@parley/functions/settings.ts"
import { resetDatabase, startDatabase } from "./database/database.ts"
import { startFrontServer } from "./front-server.ts"
import { createGateway } from "./gateway/gateway.ts"
import type { Throttle } from "./gateway/throttle.ts"
import { functionEnvironment } from "./lambda/environment.ts"
import { openFunctionLog } from "./lambda/function-log.ts"
import { type FunctionConfig, LambdaFunction } from "./lambda/function-process.ts"
import { deployedFunctions } from "./lambda/functions.ts"
import { watchSources } from "./lambda/watch-sources.ts"
import { parseLaunchSettings } from "./launch-settings.ts"
import { startModel } from "./model.ts"
import { freePort } from "./port.ts"
import { startSignIn } from "./sign-in/server.ts"
import { openSite, type Site } from "./site/site.ts"

export type StageOptions = {
  /** Settings of the stage and of the functions by name. */
  env: Record<string, string | undefined>
  /** Base folder for relative paths in the settings. */
  folder: string
  /** Delete the data of earlier runs first. */
  reset?: boolean
  /** Serve the site from its sources, and restart the functions when their sources change. */
  watch?: boolean
  /** Adds pages to the site of the development server. */
  addToSources?: (site: Site) => Promise<Site>
  /** Start an OpenID provider too, for trying sign-in. */
  signIn?: boolean
  /** Print every log line of the functions, not only errors. */
  logs?: boolean
  /** Receives lines for the person who started the stage. */
  say(line: string): void
  /** Handlers that replace Parley's own. */
  functions?: Record<FunctionName, FunctionConfig>
  /** A built site to serve instead of building Parley's. */
  siteFolder?: string
  throttle?: Throttle
}

export type LocalStage = {
  url: string
  /** The running parts, each described for the start-up report. */
  parts: { site: string; functions: string; database: string; model: string; signIn: string | undefined }
  databaseUrl: string
  /** The issuer; `undefined` without sign-in. */
  issuer: string | undefined
  /** `undefined` if Amazon Bedrock answers. */
  bedrockUrl: string | undefined
  dataDir: string
  logFile: string
  /** Ends the function's process as a crash does; the next request starts a new one. */
  killFunction(name: FunctionName): Promise<void>
  stop(): Promise<void>
}

const tableName = "parley"
const { version } = createRequire(import.meta.url)("../../../package.json")

/**
 * Starts the whole of Parley on this machine. The site's port opens last: once it answers, every part is ready.
 * @throws SettingError or PlainError: one sentence with the change to make. No part keeps running then.
 */
export async function startLocalStage(options: StageOptions): Promise<LocalStage> {
  const settings = parseLaunchSettings(options.env, options.folder, options.signIn === true)
  const { dataDir, region, bedrockOnAws } = settings
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  const started = async <Part extends { stop(): Promise<void> }>(starting: Promise<Part>) => {
    const part = await starting
    stops.push(part.stop)
    return part
  }
  try {
    // Checked before any part starts, although this port opens last.
    if (settings.port) await freePort(settings.port, "PORT")
    await mkdir(dataDir, { recursive: true })
    if (options.reset) await resetDatabase(dataDir)
    const provider = options.signIn ? await started(startSignIn({ port: settings.oidcPort })) : undefined
    const given = { ...options.env, ...provider?.settings }
    const { signIn, allowedOrigins } = parseSettings(given)
    const [database, model, site] = await allOrNone([
      started(startDatabase({ endpoint: settings.dynamodbUrl, port: settings.dynamodbPort, dataDir, region, tableName })),
      started(startModel(settings, options.env)),
      started(openSite({ ...options, signInOrigins: signIn?.origins })),
    ])
    const logFile = join(dataDir, "functions.log")
    const log = openFunctionLog(logFile, options.say, options.logs === true)
    stops.push(log.close)
    const open = (name: FunctionName, config: FunctionConfig) => {
      const endpoints = { dynamodbUrl: database.serverUrl, bedrockUrl: model.url, bedrockOnAws, responder: model.responder }
      const env = functionEnvironment({ env: given, name, region, tableName, version, ...endpoints })
      return new LambdaFunction({ ...config, name, env, log: log.write })
    }
    const configs = options.functions ?? deployedFunctions
    const functions = { chat: open("chat", configs.chat), conversations: open("conversations", configs.conversations) }
    for (const fn of Object.values(functions)) stops.push(() => fn.stop())
    await allOrNone(Object.values(functions).map((fn) => fn.start()))
    if (options.watch) stops.push(watchSources(() => restart(Object.values(functions), options.say)))
    const front = await started(
      startFrontServer(
        settings.port,
        createGateway({ functions, throttle: options.throttle, log: (line) => log.write(line, "stderr") }),
        site,
        allowedOrigins,
      ),
    )
    provider?.serveSite(front.url, front.url.replace("localhost", "127.0.0.1"))
    database.ended.then(() => stops.length && options.say("The database exited. Stop the stage and start it again."))
    return {
      url: front.url,
      parts: {
        site: site.said,
        functions: "chat, conversations",
        database: database.said,
        model: model.said,
        signIn: provider?.said ?? (signIn && "by your issuer (OIDC_ISSUER)"),
      },
      databaseUrl: database.url,
      issuer: signIn?.issuer,
      bedrockUrl: model.url,
      dataDir,
      logFile,
      killFunction: (name) => functions[name].kill(),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function restart(functions: LambdaFunction[], say: (line: string) => void) {
  await Promise.all(functions.map((fn) => fn.stop()))
  say("Sources changed: the next request restarts the functions.")
}

/** Like `Promise.all`, but waits for all promises before it rejects: the parts that started can then be stopped. */
async function allOrNone<T extends readonly unknown[]>(starting: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
  await Promise.allSettled(starting)
  return (await Promise.all(starting)) as unknown as T
}
