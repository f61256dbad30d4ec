/** What the SDK's protocol loads when a model's answer begins. It asks for it by a dynamic import. */
export let EventStreamSerde: unknown
export let eventStreamSerdeProvider: unknown

export function provide(parts: Record<"EventStreamSerde" | "eventStreamSerdeProvider", unknown>): void {
  ;({ EventStreamSerde, eventStreamSerdeProvider } = parts)
}
