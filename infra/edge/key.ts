// The gateway accepts every key, CloudFront sends the first. To change the key without refusing a request: swap the two and deploy, then put a new name in
// the place of the second and deploy.
const names = ["ApiEdgeKeyA", "ApiEdgeKeyB"] as const

/** The keys that the API accepts; AWS makes their values. SST's own would want the API deployed before the site is there. */
export const edgeKeys = names.map((name) => ({ name, key: createKey(name) }))

/** The key that every route needs and only the distribution knows, so that nothing gets around the edge. */
export const edgeKey = $util.all(edgeKeys.map(({ key }) => key.value)).apply(([first = ""]) => first)

/** Stages whose keys SST made go on with the same ones. */
export function formerly(name: string): $util.CustomResourceOptions {
  return { aliases: [{ parent: `urn:pulumi:${$app.stage}::${$app.name}::sst:aws:ApiGatewayV1ApiKey::${name}` }] }
}

function createKey(name: string) {
  return new aws.apigateway.ApiKey(`${name}ApiKey`, { name: `${$app.name}-${$app.stage}-${name}` }, formerly(name))
}
