// What every peer is told, Parley by its environment. The place of the endpoint comes from there for all.
export const modelId = "global.anthropic.claude-haiku-5-5"
export const region = "us-east-1"
export const maxTokens = 2_048
export const endpoint = process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? ""
export const credentials = { accessKeyId: "local", secretAccessKey: "local" }
