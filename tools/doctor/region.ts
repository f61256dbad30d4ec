import { STSClient } from "@aws-sdk/client-sts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "region"
/** What SST takes when nothing names a region. */
const standard = "us-east-1"

/** The region a deploy would go to, found as SST finds it: the environment, then the profile. */
export async function checkRegion(env: Record<string, string | undefined>): Promise<{ region: string; finding: Finding }> {
  const set = env.AWS_REGION?.trim() || env.AWS_DEFAULT_REGION?.trim() || (await profileRegion())
  if (!set) {
    return {
      region: standard,
      finding: warn(about, `No region is set: SST takes ${standard}.`, "Set AWS_REGION, so that everybody deploys to the same place."),
    }
  }
  const other = "Set AWS_REGION to one such as us-east-1 or eu-west-1."
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(set)) return { region: standard, finding: fix(about, `"${set}" is not the name of a region.`, other) }
  if (/^(cn|us-gov|us-iso)/.test(set)) {
    return {
      region: set,
      finding: fix(about, `${set} belongs to a partition of its own, and the stack's ARNs are those of the public one.`, other),
    }
  }
  return { region: set, finding: ok(about, set) }
}

const profileRegion = async (): Promise<string | undefined> =>
  // The client has no other answer for "not set" than to throw.
  new STSClient({}).config.region().catch(() => undefined)
