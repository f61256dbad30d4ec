import { readFile } from "node:fs/promises"
import { request } from "node:http"
import { bundledFunctions } from "@parley/local/lambda/functions.ts"
import { startTestStage } from "@parley/testing/stage/test-stage.ts"
import { milliseconds, type Table } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { now, promptOf, stampsOf } from "../script.ts"
import { figure, quantile } from "../statistics.ts"
import type { World } from "../world.ts"

const readers = 20
const order = { deltas: 200, every: 10 }
const prompt = promptOf(order)

/** The whole local stage over HTTP, with and without an equal number of readers that read nothing until their answer has ended. */
export async function slowReaders(world: World, quick: boolean): Promise<{ table: Table; figures: unknown }> {
  const { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrockUrl, ...env } = world.env
  const stage = await startTestStage({ functions: await bundledFunctions({}), bedrockUrl, env })
  try {
    const play = async (way: "alone" | "beside") => {
      const slow = way === "beside" ? readers : 0
      const [fast] = await Promise.all([all(readers, () => read(stage.url)), all(slow, () => readLate(stage.url))])
      return fast.flat()
    }
    await play("beside")
    const delays = await interleaved(["alone", "beside"], quick ? 2 : 7, play)
    const of = (rounds: number[][], share: number) =>
      figure(
        rounds.map((values) =>
          quantile(
            values.toSorted((a, b) => a - b),
            share,
          ),
        ),
      )
    const row = (title: string, rounds: number[][]) => [title, milliseconds(of(rounds, 0.5)), milliseconds(of(rounds, 0.95))]
    const failed = (await readFile(stage.logFile, "utf8")).split("\n").filter((line) => line.includes('"ERROR"')).length
    return {
      table: {
        caption: `Through the whole local stage (gateway, function process, database): ${readers} readers, alone and beside ${readers} that read nothing before the answer has ended, so that it waits in the buffers. Logged errors: ${failed}.`,
        head: ["", "event to client", "95 % within"],
        rows: [row("alone", delays.alone), row("beside slow readers", delays.beside)],
      },
      figures: { alone: of(delays.alone, 0.5), beside: of(delays.beside, 0.5), failed },
    }
  } finally {
    await stage.stop()
  }
}

const all = <Value>(count: number, make: () => Promise<Value>) => Promise.all(Array.from({ length: count }, make))

const post = (url: string, onResponse: (response: NodeJS.ReadableStream) => void, onError: (error: Error) => void) =>
  request(`${url}/api/chat`, { method: "POST", agent: false, headers: { "content-type": "application/json", accept: "text/event-stream" } })
    .once("response", (response) => {
      if (response.statusCode === 200) onResponse(response)
      else onError(new Error(`The stage answered ${response.statusCode}`))
    })
    .once("error", onError)
    .end(JSON.stringify({ content: [{ text: prompt }] }))

function read(url: string): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const delays: number[] = []
    post(
      url,
      (response) => {
        response
          .on("data", (chunk: Buffer) => {
            const heard = now()
            for (const at of stampsOf(chunk.toString()).sent) delays.push(heard - at)
          })
          .once("end", () => resolve(delays))
      },
      reject,
    )
  })
}

function readLate(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    post(
      url,
      (response) => {
        setTimeout(() => response.resume().once("end", resolve), order.deltas * order.every)
      },
      reject,
    )
  })
}
