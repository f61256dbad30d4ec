import { randomUUID } from "node:crypto"
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import type { DynamoCall, DynamoOperation, Rule } from "./dynamo-call.ts"
import { dynamoErrors } from "./dynamo-errors.ts"

export type { DynamoCall, DynamoFault, DynamoOperation, Rule } from "./dynamo-call.ts"

export type DynamoProxy = {
  url: string
  /** Every call since the last reset, in order of arrival. */
  calls: DynamoCall[]
  count(operation: DynamoOperation): number
  /** Adds a rule. The first rule that matches a call applies. */
  rule(rule: Rule): void
  /** Removes all rules and forgets the calls. */
  reset(): void
  close(): Promise<void>
}

/** A proxy in front of a DynamoDB endpoint that counts the calls and applies scripted faults. */
export async function startDynamoProxy(target: string): Promise<DynamoProxy> {
  const calls: DynamoCall[] = []
  let rules: { rule: Rule; seen: number }[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })

  function ruleFor(call: DynamoCall): Rule | undefined {
    for (const entry of rules) {
      const { operation, nth = 1, times = 1, when } = entry.rule
      if (operation !== call.operation || when?.(call) === false) continue
      entry.seen += 1
      if (entry.seen >= nth && entry.seen < nth + times) return entry.rule
    }
    return undefined
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const bytes = await readAll(incoming)
    const operation = String(incoming.headers["x-amz-target"]).split(".")[1] as DynamoOperation
    const call: DynamoCall = { operation, body: JSON.parse(bytes.toString()) }
    const rule = ruleFor(call)
    if (rule?.fault) call.fault = rule.fault
    calls.push(call)
    await rule?.before?.()
    if (rule?.fault === "request lost") return void incoming.socket.destroy()
    const body = rule?.forgetToken ? withOtherToken(call) : bytes
    const arrive = async () => {
      const reply = await forward(target, agent, incoming, body)
      call.replyBytes = reply.bytes.length
      call.replyStatus = reply.status
      return reply
    }
    if (rule?.fault === "request late") {
      incoming.socket.destroy()
      await wait(rule.lateMs ?? 0)
      return void (await arrive())
    }
    if (rule?.fault && rule.fault !== "reply lost") {
      const { status, body } = dynamoErrors[rule.fault](call, rule)
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body))
      return
    }
    const reply = await arrive()
    if (rule?.againAfterMs !== undefined) {
      const again = wait(rule.againAfterMs).then(() => forward(target, agent, incoming, body))
      again.catch(() => undefined)
    }
    await rule?.after?.()
    if (rule?.fault === "reply lost") return void incoming.socket.destroy()
    outgoing.writeHead(reply.status, reply.headers).end(reply.bytes)
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    count: (operation) => calls.filter((call) => call.operation === operation).length,
    rule: (rule) => void rules.push({ rule, seen: 0 }),
    reset: () => {
      rules = []
      calls.length = 0
    },
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function forward(target: string, agent: Agent, { method, url, headers }: IncomingMessage, bytes: Buffer) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(new URL(url ?? "/", target), { method, headers: { ...headers, "content-length": bytes.length }, agent }, resolve)
      .on("error", reject)
      .end(bytes)
  })
  return { status: answer.statusCode ?? 500, headers: answer.headers, bytes: await readAll(answer) }
}

const withOtherToken = ({ body }: DynamoCall): Buffer => Buffer.from(JSON.stringify({ ...body, ClientRequestToken: randomUUID() }))

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
