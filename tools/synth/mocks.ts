import type { Resource } from "./graph.ts"
import { policyDocument } from "./policy-document.ts"

type Inputs = Record<string, unknown>
type Created = { id: string; state: Inputs }

/** The account and region of every offline stack. */
export const accountId = "123456789012"

/** Replaces AWS for Pulumi: records every resource and returns the outputs that other resources need. */
export function createMocks(region: string, record: (resource: Resource) => void) {
  return {
    newResource({ type, name, inputs }: { type: string; name: string; inputs: Inputs }): Created {
      // A dynamic resource contains the source text of its provider, which belongs to SST and not to the stack.
      const { __provider, ...own } = inputs
      record({ type, name, inputs: own })
      return { id: `${name}-id`, state: { ...inputs, ...outputsOf(type, name, inputs, region) } }
    },
    call({ token, inputs }: { token: string; inputs: Inputs }): Inputs {
      return { ...inputs, ...calls(region)[token]?.(inputs) }
    },
  }
}

const calls = (region: string): Record<string, (inputs: Inputs) => Inputs> => ({
  "aws:index/getRegion:getRegion": () => ({ region, name: region }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId }),
  "aws:index/getPartition:getPartition": () => ({ partition: "aws" }),
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ statements }) => ({
    json: policyDocument((statements ?? []) as Parameters<typeof policyDocument>[0]),
  }),
})

function outputsOf(type: string, name: string, inputs: Inputs, region: string): Inputs {
  const physicalName = (inputs.name as string | undefined) ?? name
  const arn = arns[type]?.(physicalName, region) ?? `arn:aws:mock:${region}:${accountId}:${physicalName}`
  return { name: physicalName, arn, ...extras[type]?.(arn, name, region) }
}

const arns: Record<string, (name: string, region: string) => string> = {
  "aws:dynamodb/table:Table": (name, region) => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`,
  "aws:lambda/function:Function": (name, region) => `arn:aws:lambda:${region}:${accountId}:function:${name}`,
  "aws:cloudwatch/logGroup:LogGroup": (name, region) => `arn:aws:logs:${region}:${accountId}:log-group:${name}`,
  "aws:iam/role:Role": (name) => `arn:aws:iam::${accountId}:role/${name}`,
  "aws:s3/bucket:Bucket": (name) => `arn:aws:s3:::${name}`,
  "aws:sns/topic:Topic": (name, region) => `arn:aws:sns:${region}:${accountId}:${name}`,
  "aws:cloudfront/function:Function": (name) => `arn:aws:cloudfront::${accountId}:function/${name}`,
}

const extras: Record<string, (arn: string, name: string, region: string) => Inputs> = {
  "aws:apigateway/restApi:RestApi": (_, name, region) => ({
    rootResourceId: "root",
    executionArn: `arn:aws:execute-api:${region}:${accountId}:${name}-id`,
  }),
  "aws:apigateway/apiKey:ApiKey": (_, name) => ({ value: `value-of-${name}` }),
  "aws:lambda/function:Function": (arn, _, region) => ({
    qualifiedArn: `${arn}:1`,
    invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
    responseStreamingInvokeArn: `arn:aws:apigateway:${region}:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`,
  }),
  "aws:s3/bucket:Bucket": (_, name, region) => ({ bucket: name, bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com` }),
  "aws:acm/certificate:Certificate": (_, name) => ({
    domainValidationOptions: [{ resourceRecordName: `_${name}`, resourceRecordType: "CNAME", resourceRecordValue: "validation" }],
  }),
  // The one dynamic resource whose output others need: the zone of DOMAIN.
  "pulumi-nodejs:dynamic:Resource": () => ({ zoneId: "zone-id" }),
  "aws:cloudfront/distribution:Distribution": () => ({ domainName: "d111111abcdef8.cloudfront.net", hostedZoneId: "Z2FDTNDATAQYW2" }),
}
