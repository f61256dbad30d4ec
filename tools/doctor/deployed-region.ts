import { type CloudFrontClient, type DistributionSummary, paginateListDistributions } from "@aws-sdk/client-cloudfront"
import { notChecked } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "stage"

/**
 * Finds out whether the stage is already deployed, and in which region: its distribution names the API as an origin. SST keeps its state per region,
 * so a deploy to another region would create a second stack, whose names in CloudFront, WAF and Budgets already exist.
 */
export async function checkDeployedRegion(cloudFront: CloudFrontClient, name: string, region: string): Promise<Finding> {
  try {
    let count = 0
    for await (const { DistributionList } of paginateListDistributions({ client: cloudFront }, {})) {
      const distributions = DistributionList?.Items ?? []
      count += distributions.length
      const deployed = distributions.find(({ Comment }) => Comment === `parley ${name}`)
      if (deployed) return place(name, region, regionOf(deployed))
    }
    return count > 0 ? ok(about, "not deployed yet in this account") : noDistribution()
  } catch (error) {
    return notChecked(about, "cloudfront:ListDistributions", error)
  }
}

function place(name: string, region: string, deployed: string | undefined): Finding {
  if (deployed === undefined || deployed === region) return ok(about, `deployed in ${deployed ?? "this account"}`)
  const said = `"${name}" is deployed in ${deployed}: a deploy to ${region} would fail half way, because names that are unique in the account exist already.`
  return fix(about, said, `Set AWS_REGION=${deployed}, use a stage of another name, or remove the one in ${deployed} first.`)
}

// Otherwise the deploy of a new account fails after everything but the site is created.
function noDistribution(): Finding {
  const said = "This account has no CloudFront distribution. AWS refuses the first one to some accounts until it has verified them."
  const todo = 'Deploy. If it ends with "Your account must be verified", open a support case (account and billing), then deploy again.'
  return warn(about, said, todo)
}

const regionOf = ({ Origins }: DistributionSummary): string | undefined =>
  (Origins?.Items ?? []).flatMap(({ DomainName }) => /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/.exec(DomainName ?? "")?.[1] ?? [])[0]
