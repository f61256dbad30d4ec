/** The modules that the SDK's protocol imports dynamically when a model's answer begins. */
export let EventStreamSerde: unknown
export let eventStreamSerdeProvider: unknown

export function provide(parts: Record<"EventStreamSerde" | "eventStreamSerdeProvider", unknown>): void {
  ;({ EventStreamSerde, eventStreamSerdeProvider } = parts)
}
