import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { judgeLogs, newCanary } from "./canary.ts"
import { judgeHandles } from "./handles.ts"
import { recordKills } from "./kills.ts"
import { contextTokens, maxTokens, modelId, openLedger } from "./ledger.ts"
import { growthOf, judgeMemory, type Sample, shortestJudgedSeconds } from "./memory.ts"
import { judgeMoney } from "./money.ts"
import type { Observed } from "./observer.ts"
import { type Counts, keepAsking } from "./person.ts"
import { progressLine, type SoakReport, shownProblems } from "./report.ts"
import { type FunctionFiles, observedFunctions, type StageProcess, startStageProcess, type Watched, watched } from "./stage-process.ts"
import { judgeTable } from "./table.ts"
import { troubleTable } from "./table-trouble.ts"
import { judgeRefusals } from "./verdict.ts"

export type SoakOptions = {
  seconds: number
  streams: number
  /** Called with a line of progress each minute. */
  say(line: string): void
  /** Ends the run early; everything is still checked. */
  signal?: AbortSignal
  /** Other functions instead of Parley's own. */
  functions?: FunctionFiles
}

/** A silent model times out after 20 seconds: no answer goes silent this close to the end. */
const longestSilenceSeconds = 25
const longestStartSeconds = 120

/** Runs the whole local stage under load and faults, then checks what is left behind. */
export async function runSoak({ seconds, streams, say, signal, functions = observedFunctions }: SoakOptions): Promise<SoakReport> {
  const folder = await mkdtemp(join(tmpdir(), "parley-soak-"))
  const database = await startTestDatabase("fast")
  const [dynamo, bedrock] = await Promise.all([startDynamoProxy(database.url), startFaultBedrock()])
  const canary = newCanary()
  const problems: string[] = []
  const counts: Counts = {}
  // The time when every process is running.
  let started = 0
  let endsAt = 0
  // On a busy machine no turn may have completed by then.
  const isOver = () => signal?.aborted === true || Date.now() >= endsAt + (counts.complete ? 0 : longestStartSeconds * 1_000)
  const kills = recordKills()
  const ledger = openLedger(bedrock, canary, kills, () => Date.now() < endsAt - longestSilenceSeconds * 1_000)
  const samples: Record<Watched, Sample[]> = { chat: [], conversations: [], launcher: [] }
  let stage: StageProcess | undefined
  try {
    const running = await startStageProcess(folder, functions, {
      ...environment,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    })
    stage = running
    const fresh = await observeAll(running)
    started = Date.now()
    endsAt = started + seconds * 1_000
    const complain = (problem: string) => {
      problems.push(problem)
      if (problems.length <= shownProblems) say(`  ✗ ${problem}`)
    }
    const world = { url: running.url, canary, ledger, kills, counts, isOver, complain }
    const [tableFaults] = await Promise.all([
      troubleTable(dynamo, isOver),
      killNowAndThen(running, started, seconds, isOver, kills.note),
      sampleMemory(running, samples, seconds, isOver),
      sayEveryMinute(isOver, () => {
        const latest = watched.map((name) => samples[name].at(-1))
        say(progressLine((Date.now() - started) / 1_000, counts, problems.length, latest))
      }),
      ...Array.from({ length: streams }, () => keepAsking(world)),
    ])
    const ended = Date.now()
    const billed = await ledger.billed()
    const items = await tableItems(database.url)
    problems.push(...judgeMoney(items, billed), ...judgeTable(items))
    problems.push(...judgeRefusals(counts))
    if (!counts.complete) problems.push("no turn was answered whole")
    for (const id of ledger.calls.stray) problems.push(`${id || "a call without a question"}: the model was called after its turn was over`)
    await Promise.all([bedrock.close(), dynamo.close()])
    problems.push(...(await handlesLeft(running, fresh)))
    stage = undefined
    problems.push(...(await running.stop()), ...(await judgeLogs(canary, running.logFile, running.said())))

    // The first half is warm-up: a function's resident memory settles only after one or two thousand turns.
    const judgedTo = samples.launcher.at(-1)?.at ?? ended
    const judgedFrom = started + (judgedTo - started) / 2
    const growths = Object.fromEntries(watched.map((name) => [name, growthOf(samples[name], judgedFrom, judgedTo)]))
    const isMemoryJudged = ended - started >= shortestJudgedSeconds * 1_000
    if (isMemoryJudged) problems.push(...judgeMemory(growths))
    const report = { problems, seconds: (ended - started) / 1_000, streams, counts, growths, isMemoryJudged }
    return { ...report, modelCalls: ledger.calls.all, tableFaults, kills: kills.count() }
  } finally {
    await stage?.stop()
    await Promise.all([bedrock.close(), dynamo.close(), database.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}

// No limit is reached: refusals have their own tests, and would leave the streams idle.
const environment = {
  MODEL_ID: modelId,
  MAX_TOKENS: String(maxTokens),
  CONTEXT_TOKENS: String(contextTokens),
  TURNS_PER_VISITOR_DAILY: "1000000",
  REQUESTS_PER_MINUTE: "0",
  TURNS_PER_MINUTE_VISITOR: "0",
  TURNS_PER_MINUTE_ADDRESS: "0",
  BUDGET_VISITOR_DAILY_USD: "10000",
  BUDGET_ADDRESS_DAILY_USD: "10000",
  BUDGET_STAGE_DAILY_USD: "10000",
}

async function observeAll(stage: StageProcess): Promise<Record<Watched, Observed>> {
  const all = await Promise.all(
    watched.map(async (name) => {
      const observed = await stage.observe(name)
      if (!observed) throw new Error(`The process ${name} does not say how it is.`)
      return [name, observed] as const
    }),
  )
  return Object.fromEntries(all) as Record<Watched, Observed>
}

/** Kills the functions in turn during the first quarter, so that memory can be compared within one process afterwards. */
async function killNowAndThen(stage: StageProcess, started: number, seconds: number, isOver: () => boolean, note: () => void) {
  const lastAt = started + seconds * 250
  const pause = Math.max(seconds * 30, 2_000)
  for (let n = 0; ; n++) {
    await wait(pause)
    if (isOver() || Date.now() > lastAt) return
    note()
    await stage.kill(n % 3 === 2 ? "conversations" : "chat").catch(() => undefined)
  }
}

async function sampleMemory(stage: StageProcess, samples: Record<Watched, Sample[]>, seconds: number, isOver: () => boolean) {
  const pause = Math.max(seconds * 5, 2_000)
  for (let at = Date.now() + pause; !isOver(); await wait(200)) {
    if (Date.now() < at) continue
    at += pause
    for (const name of watched) {
      const observed = await stage.observe(name)
      if (observed) samples[name].push({ ...observed, at: Date.now() })
    }
  }
}

async function sayEveryMinute(isOver: () => boolean, say: () => void) {
  for (let at = Date.now() + 60_000; !isOver(); await wait(200)) {
    if (Date.now() < at) continue
    at += 60_000
    say()
  }
}

/** Idle keep-alive connections close within seconds; after that no handle may be left. */
async function handlesLeft(stage: StageProcess, fresh: Record<Watched, Observed>): Promise<string[]> {
  for (const deadline = Date.now() + 15_000; ; await wait(500)) {
    const atRest = await observeAll(stage)
    const left = watched.flatMap((name) => judgeHandles(name, fresh[name], atRest[name]))
    if (left.length === 0 || Date.now() > deadline) return left
  }
}
