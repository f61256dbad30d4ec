// The function `chat` as it is bundled for Lambda, with a way to the table of its own, so that its calls are told from the other function's.
process.env.AWS_ENDPOINT_URL_DYNAMODB = process.env.CHAT_DYNAMODB_URL
export const { handler } = await import(process.env.CHAT_BUNDLE ?? "")
