// The function `chat` as bundled for Lambda. It has its own proxy to the table, so that its calls are recorded apart from the other function's.
process.env.AWS_ENDPOINT_URL_DYNAMODB = process.env.CHAT_DYNAMODB_URL
export const { handler } = await import(process.env.CHAT_BUNDLE ?? "")
