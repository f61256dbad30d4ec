import { connectModel, services } from "./clients.ts"
import { endpoint } from "./endpoint.ts"
import { prefetchStageDay } from "./prefetch.ts"
import { chatRoutes } from "./routes/chat.ts"

const modelServices = { ...services, callModel: connectModel() }
await prefetchStageDay()

/** `POST /chat`. */
export const handler = endpoint(modelServices, chatRoutes)
