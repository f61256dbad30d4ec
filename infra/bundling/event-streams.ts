import { EventStreamSerde, eventStreamSerdeProvider } from "@smithy/core/event-streams"
import { provide } from "./event-stream-parts.ts"

/**
 * In a single file there is nothing to load later, and esbuild wraps whatever a dynamic import reaches, three hundred modules of the SDK, one
 * by one, and cannot remove unused exports. The model's client contains this part anyway.
 */
provide({ EventStreamSerde, eventStreamSerdeProvider })

export * from "@smithy/core/event-streams"
