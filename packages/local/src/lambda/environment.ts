import { devNull } from "node:os"

type Environment = Record<string, string | undefined>

/**
 * The environment of a function: the launcher's, plus the variables that the stack sets. Unless Bedrock is Amazon's, the developer's AWS
 * configuration is removed and the credentials are fake: no call can leave this machine by mistake.
 */
export function functionEnvironment(options: {
  env: Environment
  name: string
  region: string
  tableName: string
  version: string
  dynamodbUrl: string
  /** `undefined`: Amazon Bedrock, with the developer's credentials. */
  bedrockUrl: string | undefined
  bedrockOnAws: boolean
  responder: string
}): Environment {
  const { NODE_ENV: _mode, NODE_OPTIONS: _options, ...inherited } = options.env
  const kept = Object.entries(inherited).filter(([name]) => options.bedrockOnAws || !name.startsWith("AWS_"))
  return {
    ...Object.fromEntries(kept),
    ...(options.bedrockOnAws ? {} : noCredentials),
    AWS_REGION: options.region,
    AWS_ENDPOINT_URL_DYNAMODB: options.dynamodbUrl,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: options.bedrockUrl,
    AWS_LAMBDA_FUNCTION_NAME: options.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1769",
    TABLE_NAME: options.tableName,
    STAGE: "local",
    RESPONDER: options.responder,
    SERVICE_VERSION: options.version,
  }
}

const noCredentials: Environment = {
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
}
