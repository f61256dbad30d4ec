// The function `conversations`, with a way to the table of its own.
process.env.AWS_ENDPOINT_URL_DYNAMODB = process.env.CONVERSATIONS_DYNAMODB_URL
export const { handler } = await import("@parley/functions/conversations.ts")
