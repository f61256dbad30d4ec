// The function `conversations` as bundled for Lambda, with its own proxy to the table.
process.env.AWS_ENDPOINT_URL_DYNAMODB = process.env.CONVERSATIONS_DYNAMODB_URL
export const { handler } = await import(process.env.CONVERSATIONS_BUNDLE ?? "")
