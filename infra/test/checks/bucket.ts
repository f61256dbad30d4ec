import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

export const isPrivate: Check = (graph) => {
  const block = one(graph, "s3/bucketPublicAccessBlock", "SiteAssetsPublicAccessBlock")
  const readers = statementsOf(graph).filter(({ Effect }) => Effect === "Allow")
  return unless({
    "not one bucket": all(graph, "s3/bucket").length === 1,
    "it could be made public": ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
      (name) => block[name] === true,
    ),
    "it has access lists": graph.every(({ type }) => !/^aws:s3\/bucket(Acl|OwnershipControls)/.test(type)),
    "not only CloudFront can read it": readers.every(
      ({ Principal, Action }) =>
        [Principal.Service].flat().join() === "cloudfront.amazonaws.com" && [Action].flat().join() === "s3:GetObject",
    ),
  })
}

export const isReadOverTls: Check = (graph) =>
  unless({
    "it can be read without TLS": statementsOf(graph).some(
      ({ Effect, Action, Condition }) =>
        Effect === "Deny" && [Action].flat().includes("s3:*") && String(Condition?.Bool?.["aws:SecureTransport"]) === "false",
    ),
  })

const statementsOf = (graph: Graph): Inputs[] =>
  (JSON.parse(one(graph, "s3/bucketPolicy", "SiteAssetsPolicy").policy ?? '{"Statement":[]}') as { Statement: Inputs[] }).Statement
