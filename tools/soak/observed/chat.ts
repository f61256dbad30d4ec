import { observe } from "../observer.ts"

observe("chat")

export { handler } from "@parley/functions/chat.ts"
