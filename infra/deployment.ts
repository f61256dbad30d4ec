import { parseFunctionSettings, parseStackSettings } from "./settings.ts"
import { refuseLive, stageSettings } from "./stage.ts"

if ($dev) refuseLive($app.stage)
export const stage = stageSettings($app.stage)
export const region = aws.getRegionOutput().region
export const accountId = aws.getCallerIdentityOutput().accountId
export const stackSettings = parseStackSettings(process.env, $app.stage, stage)
export const { alarmEmail, concurrency, domain, signIn } = stackSettings
export const functionSettings = region.apply((region) => parseFunctionSettings(process.env, stage, region))
