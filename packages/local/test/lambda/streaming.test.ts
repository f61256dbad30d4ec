import { readFile } from "node:fs/promises"
import { fixtureFunctions, startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, expect, test } from "vitest"

// Long enough for 10 MB on a busy machine.
const timeoutSeconds = 6
let stage: TestStage
beforeAll(async () => {
  stage = await startTestStage({ functions: fixtureFunctions(timeoutSeconds) })
})
afterAll(() => stage.stop())

const call = (behaviour: string, init: RequestInit = {}) =>
  fetch(`${stage.url}/api/chat`, { method: "POST", body: JSON.stringify({ do: behaviour }), ...init })

const log = () => readFile(stage.logFile, "utf8")

test("chunks arrive one by one as the function writes them", async () => {
  const answer = await call("stream")
  expect([answer.status, answer.headers.get("content-type")]).toEqual([201, "text/event-stream"])
  const pieces: string[] = []
  for await (const bytes of answer.body ?? []) pieces.push(Buffer.from(bytes).toString())
  expect(pieces).toEqual(["one", "two", "three"])
})

test("status, headers, repeated headers and cookies come from the prelude", async () => {
  const answer = await call("cookies")
  expect(answer.status).toBe(204)
  expect(answer.headers.get("x-one")).toBe("1")
  expect(answer.headers.get("x-two")).toBe("a, b")
  expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"])
})

test("WWW-Authenticate is renamed, as in API Gateway", async () => {
  const { headers } = await call("cookies")
  expect([headers.get("www-authenticate"), headers.get("x-amzn-remapped-www-authenticate")]).toEqual([null, "Bearer"])
})

test("without status and headers the response is 200 and JSON", async () => {
  const answer = await call("bare")
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, "application/json", "{}"])
})

test("the content type cannot change after the first write", async () => {
  expect(await (await call("lateContentType")).text()).toBe("first Runtime.InvalidStreamingOperation: Cannot set content-type, too late.")
})

test("an error after the first byte cuts the response", async () => {
  const answer = await call("throwLate")
  expect(answer.status).toBe(200)
  await expect(answer.text()).rejects.toThrow("terminated")
})

test("at the deadline only the invocation is cut", async () => {
  const pid = await (await call("pid")).text()
  const answer = await call("hang")
  expect(answer.status).toBe(200)
  await expect(answer.text()).rejects.toThrow("terminated")
  expect(stage.said).toContainEqual(
    expect.stringMatching(new RegExp(`^chat [0-9a-f-]{36}: Task timed out after ${timeoutSeconds} seconds$`)),
  )
  expect(await (await call("pid")).text()).toBe(pid)
})

test("the context has the function's name, the request id and the remaining time", async () => {
  const context = (await (await call("context")).json()) as { remaining: number }
  expect(context).toEqual({ name: "chat", id: expect.stringMatching(/^[0-9a-f-]{36}$/), remaining: expect.any(Number) })
  expect(context.remaining).toBeGreaterThan(0)
  expect(context.remaining).toBeLessThanOrEqual(timeoutSeconds * 1_000)
})

test("a handler may continue after the end of its response", async () => {
  expect(await (await call("afterEnd")).json()).toBe("answered")
  await expect.poll(log, { timeout: 5_000 }).toContain("worked on after the end")
})

test("a handler is not notified of a disconnect", async () => {
  const leaving = new AbortController()
  const answer = await call("stream", { signal: leaving.signal })
  const before = (await log()).split("streamed all").length
  await answer.body?.getReader().read()
  leaving.abort()
  await expect.poll(async () => (await log()).split("streamed all").length, { timeout: 5_000 }).toBeGreaterThan(before)
})

test("a client that does not read does not block the function", async () => {
  const slow = await call("big")
  await expect.poll(log, { timeout: 5_000 }).toContain("wrote all")
  expect((await slow.text()).length).toBe(10_000_000)
})

test("invocations of one function run concurrently", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => call("stream").then((answer) => answer.text())))
  expect(answers).toEqual(Array.from({ length: 8 }, () => "onetwothree"))
})

test("errors are printed at once, ordinary lines are only logged", async () => {
  await call("logs")
  await expect.poll(() => stage.said).toContain("an error line")
  expect(stage.said).not.toContain("an ordinary line")
  await expect.poll(log).toContain("an ordinary line")
})
