import { EventStreamSerde, eventStreamSerdeProvider } from "@smithy/core/event-streams"
import { provide } from "./event-stream-parts.ts"

/**
 * Replaces the SDK's dynamic import by a static one. esbuild wraps each of the three hundred modules behind a dynamic import and cannot remove unused
 * exports. The model's client contains these modules anyway.
 */
provide({ EventStreamSerde, eventStreamSerdeProvider })

export * from "@smithy/core/event-streams"
