import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"

type Refusal = { status: number; error: string; message?: string }
type Answer = Refusal | { json: object }

/** The state of an account; each part may be an error instead. */
export type World = {
  identity?: { account: string; arn: string } | Refusal
  quotas?: { QuotaName: string; Value: number }[][] | Refusal
  lambda?: { ConcurrentExecutions: number; UnreservedConcurrentExecutions: number } | Refusal
  /** CloudFront's distributions: the comment of each and the domain names of its origins. */
  distributions?: { comment: string; origins: string[] }[] | Refusal
  /** Responses of Bedrock's control plane by path; other paths get those of a healthy account. */
  bedrock?: Record<string, Answer>
}

export const denied: Refusal = { status: 403, error: "AccessDeniedException", message: "User is not authorized to perform this." }

/** STS, Service Quotas, Lambda and Bedrock at one address. The service in a request's signature selects one. */
export async function startFakeAws(world: World, healthyBedrock: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1]
    const send = ({ status, type, body, error }: Sent) =>
      response.writeHead(status, { "content-type": type, ...(error && { "x-amzn-errortype": error }) }).end(body)
    if (service === "sts") send(identity(world.identity))
    else if (service === "lambda") send(json(world.lambda, (AccountLimit) => ({ AccountLimit })))
    else if (service === "cloudfront") send(distributionList(world.distributions, request.url ?? ""))
    else if (service === "servicequotas") void bodyOf(request).then((body) => send(json(world.quotas, (pages) => quotaPage(pages, body))))
    else void bedrock(request, world, healthyBedrock).then(send)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

type Sent = { status: number; type: string; body: string; error?: string }

const isRefusal = (answer: unknown): answer is Refusal => typeof answer === "object" && answer !== null && "error" in answer

function json<T>(answer: T | Refusal | undefined, body: (answer: T) => object): Sent {
  const type = "application/json"
  if (answer === undefined) return { status: 500, type, body: "{}", error: "InternalFailure" }
  if (isRefusal(answer)) return { status: answer.status, type, body: JSON.stringify({ message: answer.message }), error: answer.error }
  return { status: 200, type, body: JSON.stringify(body(answer)) }
}

// STS uses XML.
function identity(answer: World["identity"]): Sent {
  const type = "text/xml"
  if (!answer || isRefusal(answer)) {
    const { status, error, message } = answer ?? { status: 500, error: "InternalFailure" }
    return { status, type, body: `<ErrorResponse><Error><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>` }
  }
  const result = `<Account>${answer.account}</Account><Arn>${answer.arn}</Arn><UserId>AIDA</UserId>`
  return {
    status: 200,
    type,
    body: `<GetCallerIdentityResponse><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  }
}

// One distribution per page, as XML.
function distributionList(answer: World["distributions"], path: string): Sent {
  const type = "text/xml"
  if (!answer || isRefusal(answer)) {
    const { status, error, message } = answer ?? { status: 500, error: "InternalFailure" }
    return { status, type, body: `<ErrorResponse><Error><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>` }
  }
  const at = Number(new URL(path, "http://localhost").searchParams.get("Marker") ?? 0)
  const { comment, origins } = answer[at] ?? { comment: "", origins: [] }
  const items = origins.map((domain, index) => `<Origin><Id>o${index}</Id><DomainName>${domain}</DomainName></Origin>`).join("")
  const summary = `<DistributionSummary><Comment>${comment}</Comment><Origins><Quantity>${origins.length}</Quantity><Items>${items}</Items></Origins></DistributionSummary>`
  const next =
    at + 1 < answer.length ? `<IsTruncated>true</IsTruncated><NextMarker>${at + 1}</NextMarker>` : "<IsTruncated>false</IsTruncated>"
  const body = `<DistributionList>${next}<Quantity>${answer.length}</Quantity>${answer.length ? `<Items>${summary}</Items>` : ""}</DistributionList>`
  return { status: 200, type, body }
}

function quotaPage(pages: object[][], body: string): object {
  const page = Number(JSON.parse(body).NextToken ?? 0)
  return { Quotas: pages[page] ?? [], ...(page + 1 < pages.length && { NextToken: `${page + 1}` }) }
}

async function bedrock(request: IncomingMessage, { bedrock = {} }: World, healthy: string): Promise<Sent> {
  const path = decodeURIComponent(request.url?.split("?")[0] ?? "")
  const answer = bedrock[path]
  if (answer) return json("json" in answer ? answer.json : answer, (body) => body)
  const { authorization = "" } = request.headers
  const passed = await fetch(`${healthy}${request.url}`, { headers: { authorization } })
  const error = passed.headers.get("x-amzn-errortype")
  return { status: passed.status, type: "application/json", body: await passed.text(), ...(error && { error }) }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ""
  for await (const chunk of request.setEncoding("utf8")) body += chunk
  return body
}
