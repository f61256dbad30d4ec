import { BedrockClient } from "@aws-sdk/client-bedrock"
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { CloudFrontClient } from "@aws-sdk/client-cloudfront"
import { LambdaClient } from "@aws-sdk/client-lambda"
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas"
import type { Settings } from "@parley/functions/settings.ts"
import type { StackSettings } from "../../infra/settings.ts"
import type { StageSettings } from "../../infra/stage.ts"
import { root } from "../synth/paths.ts"
import { checkCredentials } from "./account.ts"
import { checkConcurrency } from "./concurrency.ts"
import { checkDeployedRegion } from "./deployed-region.ts"
import { type Finding, unknown } from "./finding.ts"
import { checkProfile } from "./inference-profile.ts"
import { checkInvocationLog } from "./invocation-log.ts"
import { checkAccess, checkLifecycle, checkUseCase } from "./model-access.ts"
import { checkCall } from "./model-call.ts"
import { checkModelQuotas } from "./model-quota.ts"
import { checkRegion } from "./region.ts"
import { checkSettings } from "./settings.ts"
import { checkSignIn } from "./sign-in.ts"
import { checkTools } from "./tools.ts"

/** `call` calls each model once, for less than a cent. */
export type Options = { call: boolean }

/** Checks everything that a deploy of the stage needs, this machine first. Yields each finding as soon as it is known. */
export async function* examine(name: string, stage: StageSettings, options: Options): AsyncGenerator<Finding> {
  yield* checkTools(root)
  const { region, finding: regionFinding } = await checkRegion(process.env)
  yield regionFinding
  const { parsed, findings } = checkSettings(process.env, name, stage, region)
  yield* findings
  // A user pool that the deploy creates needs no check.
  if (parsed?.settings.signIn && !parsed.stack.userPool) yield* await checkSignIn(parsed.settings.signIn)
  const { account, finding } = await checkCredentials(region)
  yield finding
  if (account && parsed && regionFinding.mark !== "fix") yield* examineAccount(name, parsed, region, options)
  else yield unknown("account", "not checked: stage, models, quotas and concurrency.", "Fix the findings above, then run this again.")
}

type Parsed = { settings: Settings; stack: StackSettings }

async function* examineAccount(name: string, { settings, stack }: Parsed, region: string, { call }: Options) {
  const client = { region, maxAttempts: 3 }
  // CloudFront is a global service with its API in us-east-1.
  yield await checkDeployedRegion(new CloudFrontClient({ ...client, region: "us-east-1" }), name, region)
  const bedrock = new BedrockClient(client)
  for (const model of settings.models) {
    yield await checkLifecycle(bedrock, model, region)
    yield* await checkProfile(bedrock, model, region)
    yield await checkAccess(bedrock, model)
  }
  yield await checkUseCase(bedrock)
  yield await checkInvocationLog(bedrock, region)
  yield* await checkModelQuotas(new ServiceQuotasClient(client), settings, region)
  yield await checkConcurrency(new LambdaClient(client), stack.concurrency)
  if (call) for (const model of settings.models) yield await checkCall(new BedrockRuntimeClient(client), model)
}
