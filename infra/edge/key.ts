// The gateway accepts every key; CloudFront sends the first. To rotate without refusing a request: swap the two keys and deploy, then rename the
// second and deploy.
const names = ["ApiEdgeKeyA", "ApiEdgeKeyB"] as const

/** The keys that the API accepts; AWS generates their values. SST's own component would need the deployed API before the site exists. */
export const edgeKeys = names.map((name) => ({ name, key: createKey(name) }))

/** Only the distribution knows the key that every route requires, so no request can bypass the edge. */
export const edgeKey = $util.all(edgeKeys.map(({ key }) => key.value)).apply(([first = ""]) => first)

/** Stages that SST generated keys for keep their keys. */
export function formerly(name: string): $util.CustomResourceOptions {
  return { aliases: [{ parent: `urn:pulumi:${$app.stage}::${$app.name}::sst:aws:ApiGatewayV1ApiKey::${name}` }] }
}

function createKey(name: string) {
  return new aws.apigateway.ApiKey(`${name}ApiKey`, { name: `${$app.name}-${$app.stage}-${name}` }, formerly(name))
}
