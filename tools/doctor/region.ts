import { STSClient } from "@aws-sdk/client-sts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "region"
/** SST's default. */
const standard = "us-east-1"

/** The region of a deploy, as SST finds it: the environment, then the profile. */
export async function checkRegion(env: Record<string, string | undefined>): Promise<{ region: string; finding: Finding }> {
  const set = env.AWS_REGION?.trim() || env.AWS_DEFAULT_REGION?.trim() || (await profileRegion())
  if (!set) {
    return {
      region: standard,
      finding: warn(about, `No region is set: SST uses ${standard}.`, "Set AWS_REGION, so that everyone deploys to the same region."),
    }
  }
  const other = "Set AWS_REGION to one such as us-east-1 or eu-west-1."
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(set)) return { region: standard, finding: fix(about, `"${set}" is not an AWS region.`, other) }
  if (/^(cn|us-gov|us-iso)/.test(set)) {
    return {
      region: set,
      finding: fix(about, `${set} is in another partition than aws, and the stack's ARNs are those of aws.`, other),
    }
  }
  return { region: set, finding: ok(about, set) }
}

const profileRegion = async (): Promise<string | undefined> =>
  // The client throws if no region is set.
  new STSClient({}).config.region().catch(() => undefined)
