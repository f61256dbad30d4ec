import { typicalTurn } from "./turn-tokens.ts"

/** What the stack creates and the price depends on; a test holds it to the synthesized stack. */
export const stack = { chatMegabytes: 1769, conversationsMegabytes: 1024, firewallRules: 4, alarmMetrics: 28, dashboards: 1 }

/** Seconds from the question to the end of the answer: one until the first word, then some 80 tokens a second. */
export const answerSeconds = 1 + typicalTurn.outputTokens / 80

/** Requests of the page beside the turn itself: the list of conversations, and now and then a conversation or the usage. */
export const otherRequests = 2
export const otherSeconds = 0.05

/** Kilobytes that leave the edge: the streamed answer and two small documents. */
export const edgeKilobytes = 30

/** Kilobytes of log for each request: the function's own line and Lambda's three, that of the gateway, that of the edge. */
export const logKilobytes = 2

/** Of the requests, X-Ray records one a second and a twentieth of the rest. */
export const tracedShare = 0.05

/**
 * DynamoDB write units of one turn, counted from the code. An item of 1 KB takes one, in a transaction two; an index takes its own.
 * Begin: turn, question, conversation, three budgets, two counts of the minute, and the index again. Heartbeats: five of the turn with half its text. End: the answer
 * and the turn of 3 KB each, conversation, three budgets, index. An IPv6 address adds its /48, in begin and end: 4 units.
 */
const writeUnits = { begin: 8 * 2 + 2, heartbeats: 5 * 2, end: 2 * 3 * 2 + 4 * 2 + 1 }
/** Consistent reads: the history of a turn, and what the page asks for. */
export const readUnits = 10

export const writesPerTurn = writeUnits.begin + writeUnits.heartbeats + writeUnits.end
