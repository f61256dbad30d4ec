// The settings of every peer; Parley reads them from its environment. The environment gives the endpoint to all.
export const modelId = "global.anthropic.claude-haiku-5-5"
export const region = "us-east-1"
export const maxTokens = 2_048
export const endpoint = process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? ""
export const credentials = { accessKeyId: "local", secretAccessKey: "local" }
