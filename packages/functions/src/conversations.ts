import { services } from "./clients.ts"
import { endpoint } from "./endpoint.ts"
import { prefetchStageDay } from "./prefetch.ts"
import { conversationsRoutes } from "./routes/conversations.ts"

// Most of its routes are counted by address.
await prefetchStageDay()

/** Every route but `POST /chat`. This function has no permission to call the model. */
export const handler = endpoint(services, conversationsRoutes)
