import { type FunctionName, timeoutSeconds } from "@parley/functions/routes.ts"
import { version } from "../package.json"
import { handlerOf, nodejs } from "./bundling/options.ts"
import { accountId, concurrency, functionSettings, region, stage } from "./deployment.ts"
import { modelStatements } from "./model.ts"
import { userPoolEnvironment } from "./sign-in/user-pool-client.ts"
import { table, tablePermissions } from "./table.ts"

const modelPermissions = $util
  .all([functionSettings, region, accountId])
  .apply(([{ settings }, region, accountId]) => modelStatements(settings.models, { region, accountId }))

export const functions: Record<FunctionName, sst.aws.Function> = {
  // 1769 MB is one whole CPU, which halves a cold start.
  chat: createFunction("chat", "1769 MB", modelPermissions),
  conversations: createFunction("conversations", "1024 MB", []),
}

function createFunction(name: FunctionName, memory: "1024 MB" | "1769 MB", permissions: typeof modelPermissions | []) {
  const title = name === "chat" ? "Chat" : "Conversations"
  const logGroup = new aws.cloudwatch.LogGroup(`${title}Log`, {
    name: `/aws/lambda/${$app.name}-${$app.stage}-${name}`,
    retentionInDays: stage.logRetentionDays,
  })
  const ownLog = { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [$interpolate`${logGroup.arn}:*`] }
  return new sst.aws.Function(title, {
    handler: handlerOf(name),
    runtime: "nodejs24.x",
    architecture: "arm64",
    timeout: `${timeoutSeconds[name]} seconds`,
    memory,
    streaming: true,
    nodejs,
    environment: $util.all([functionSettings, userPoolEnvironment]).apply(([{ environment }, ofThePool]) => ({
      ...environment,
      ...ofThePool,
      TABLE_NAME: table.name,
      STAGE: $app.stage,
      SERVICE_VERSION: version,
    })),
    permissions: $output(permissions).apply((own) => [...own, ...tablePermissions(name), ownLog]),
    logging: { format: "json", logGroup: logGroup.name },
    concurrency: concurrency ? { reserved: concurrency[name] } : undefined,
    transform: {
      role: (role) => {
        // Own log permissions: the managed policy allows every log group.
        role.managedPolicyArns = []
        // SST lets the whole account assume the role, which only `sst dev` needs.
        if (!$dev) role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" })
      },
    },
  })
}
