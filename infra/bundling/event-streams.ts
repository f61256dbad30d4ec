import { EventStreamSerde, eventStreamSerdeProvider } from "@smithy/core/event-streams"
import { provide } from "./event-stream-parts.ts"

/**
 * In a single file there is nothing to load later, and esbuild wraps whatever a dynamic import reaches, three hundred modules of the SDK, one
 * by one, unable to leave out what nobody uses. The client of the model brings this part along anyway.
 */
provide({ EventStreamSerde, eventStreamSerdeProvider })

export * from "@smithy/core/event-streams"
