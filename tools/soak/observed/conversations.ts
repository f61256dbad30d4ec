import { observe } from "../observer.ts"

observe("conversations")

export { handler } from "@parley/functions/conversations.ts"
