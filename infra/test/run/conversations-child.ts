// The function `conversations` as it is bundled for Lambda, with a way to the table of its own.
process.env.AWS_ENDPOINT_URL_DYNAMODB = process.env.CONVERSATIONS_DYNAMODB_URL
export const { handler } = await import(process.env.CONVERSATIONS_BUNDLE ?? "")
