import type { EndedTurn } from "@parley/core/context.ts"
import { metricsOf } from "@parley/functions/metrics.ts"
import type { FunctionName } from "@parley/functions/routes.ts"
import { routes } from "@parley/functions/routes.ts"
import { beforeAll, describe, expect, test } from "vitest"
import { statementsOf } from "../checks/access.ts"
import { watchedMetrics } from "../checks/monitoring.ts"
import { one } from "../support/find.ts"
import { graphOf } from "../support/graphs.ts"
import { forbidden, modelArn, profileArn } from "./forbidden.ts"
import { isAllowed, type Right, rightsFor } from "./iam.ts"
import { type LocalRun, type LogLine, runLocally } from "./local-run.ts"

// Compares the functions' calls and logs in a local run with the permissions and metrics of the stack.
const graph = graphOf({ stage: "prod" })
const names: FunctionName[] = ["chat", "conversations"]
let run: LocalRun
let requests: LogLine[]
beforeAll(async () => {
  run = await runLocally()
  requests = run.lines.filter(({ message }) => message === "request")
})

test("the run uses every route", () => {
  const used = new Set(requests.map(({ method, resource }) => `${method} ${resource}`))
  expect(routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !used.has(route))).toEqual([])
})

describe("the roles", () => {
  const tableArn = `arn:aws:dynamodb:us-east-1:123456789012:table/${one(graph, "dynamodb/table", "TableTable").name}`
  const logGroups = {
    chat: one(graph, "cloudwatch/logGroup", "ChatLog").name,
    conversations: one(graph, "cloudwatch/logGroup", "ConversationsLog").name,
  }
  const key = ({ action, resource }: Right) => `${action} ${resource}`
  const used = (name: FunctionName): Right[] => [
    ...new Map(run.calls[name].flatMap((call) => rightsFor(call, tableArn)).map((right) => [key(right), right])).values(),
  ]
  const verdicts = async (name: FunctionName, rights: Right[], wanted: boolean) => {
    const others = await Promise.all(rights.map(async (right) => ((await isAllowed(graph, name, right)) === wanted ? [] : [key(right)])))
    return others.flat()
  }

  test.each(names)("allow every call that %s makes", async (name) => {
    const log = { action: "logs:PutLogEvents", resource: `arn:aws:logs:us-east-1:123456789012:log-group:${logGroups[name]}:log-stream:x` }
    expect(await verdicts(name, [...used(name), log], true)).toEqual([])
  })

  test("allow the models that chat calls, in every destination region of the profile", async () => {
    expect([...new Set(run.models)]).toEqual(["us.anthropic.claude-haiku-5-5"])
    const profile = profileArn("us.anthropic.claude-haiku-5-5")
    const action = "bedrock:InvokeModelWithResponseStream"
    const regions = ["us-east-1", "us-east-2", "us-west-2"]
    const rights = regions.map((region) => ({
      action,
      resource: modelArn(region, "anthropic.claude-haiku-5-5"),
      context: { "bedrock:InferenceProfileArn": profile },
    }))
    expect(await verdicts("chat", [{ action, resource: profile }, ...rights], true)).toEqual([])
  })

  test.each(names)("give %s no permission that it does not use", (name) => {
    const statements = statementsOf(graph, name === "chat" ? "ChatRole" : "ConversationsRole")
    const given = statements.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
    )
    expect(given.filter((right) => right.startsWith("dynamodb:")).sort()).toEqual(used(name).map(key).sort())
  })

  test.each(names)("deny %s every forbidden action", async (name) => {
    expect(await verdicts(name, forbidden(name, tableArn, logGroups), false)).toEqual([])
  })
})

describe("the logs", () => {
  test("contain the request id in every line, and the turn id in every line about a turn", () => {
    const written = run.lines.filter(({ level }) => level !== undefined)
    expect(written.filter(({ requestId }) => !requestId)).toEqual([])
    expect(requests.filter(({ resource, turnId }) => (resource === "/chat") !== Boolean(turnId)).map(({ method }) => method)).toEqual([
      "OPTIONS",
    ])
  })

  test("contain one line per request, with its metrics", () => {
    const ids = requests.map(({ requestId }) => requestId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(run.lines.filter(({ _aws }) => _aws !== undefined).every(({ message }) => message === "request")).toBe(true)
  })

  test("never contain the text of a message or an answer", () => {
    expect(JSON.stringify(run.lines)).not.toMatch(/The first|Instead of it|Throttled in the middle|Renamed|Hello from|from the model\./)
  })
})

describe("the metrics", () => {
  type Directive = { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }
  const emittedBy = (line: LogLine) =>
    ((line._aws as { CloudWatchMetrics: Directive[] } | undefined)?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name }) => ({
        Namespace,
        Name,
        value: line[Name],
        dimensions: Object.fromEntries((Dimensions[0] ?? []).map((d) => [d, line[d]])),
      })),
    )
  const emitted = () => requests.flatMap(emittedBy)
  const sum = (name: string) =>
    emitted()
      .filter(({ Name }) => Name === name)
      .flatMap(({ value }) => value)
      .reduce((total: number, value) => total + Number(value), 0)

  test("of alarms and the dashboard are emitted by the functions, with the same dimensions", () => {
    // The one metric that no turn emits: no cost exceeds its reservation.
    const turn = { turnId: "t", status: "complete", usage: {}, cost: 2, reserved: 1 } as unknown as EndedTurn
    const above = metricsOf({ requestId: "r", startedAt: 0, turns: [turn] }, "prod")
    expect(above).toMatchObject({ CostAboveReservation: 1 })
    const lines = [...emitted(), ...emittedBy(above)]
    const told = new Set(lines.map(({ Namespace, Name, dimensions }) => `${Namespace} ${Name} ${Object.keys(dimensions).sort()}`))
    const watched = watchedMetrics(graph).filter(({ namespace }) => namespace === "Parley")
    expect(watched.length).toBeGreaterThan(10)
    expect(
      watched.filter(({ namespace, name, dimensions }) => !told.has(`${namespace} ${name} ${Object.keys(dimensions).sort()}`)),
    ).toEqual([])
    expect([...new Set(watched.map(({ dimensions }) => dimensions.Stage))]).toEqual(["prod"])
  })

  test("of errors use codes and scopes that the functions emit", () => {
    const told = emitted()
      .filter(({ Name }) => Name === "Problems")
      .map(({ dimensions: { Stage, ...rest } }) => JSON.stringify(rest))
    expect(told).toContain('{"Code":"store.unavailable"}')
    expect(told).toContain('{"Code":"model.refused"}')
    for (const scope of ["stage", "visitors", "newcomers"]) expect(told).toContain(`{"Code":"budget.exhausted","Scope":"${scope}"}`)
    // The one code that no fault on the wire causes.
    const line = metricsOf({ requestId: "r", startedAt: 0, turns: [], problem: { code: "internal" } }, "prod")
    expect(line).toMatchObject({ Problems: 1, Code: "internal", _aws: { CloudWatchMetrics: [{ Dimensions: [["Stage", "Code"]] }] } })
    const watched = watchedMetrics(graph)
      .filter(({ name }) => name === "Problems")
      .map(({ dimensions: { Stage, ...rest } }) => JSON.stringify(rest))
    expect(watched.filter((problem) => ![...told, '{"Code":"internal"}'].includes(problem))).toEqual([])
  })

  test("count the ends of turns, their cost, and errors by cause", () => {
    expect([sum("TurnsStopped"), sum("TurnsInterrupted"), sum("TurnsFailed"), sum("ModelThrottled"), sum("ModelFailed")]).toEqual([
      1, 2, 4, 2, 1,
    ])
    expect(sum("CostUsd")).toBeGreaterThan(0)
    expect(sum("OutputTokens")).toBeGreaterThan(0)
    const waits = emitted().filter(({ Name }) => Name === "TimeToFirstToken")
    expect(waits.every(({ value }) => typeof value === "number" && value >= 0)).toBe(true)
    expect(waits.length).toBeGreaterThan(5)
  })
})
