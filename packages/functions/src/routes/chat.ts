import { postChat } from "../resources/chat.ts"

export const chatRoutes = [postChat] as const
