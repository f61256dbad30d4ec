/** The problems of the table after everything has ended: a running turn, or a conversation with a running turn that no interrupted deletion hides. */
export function judgeTable(items: Record<string, unknown>[]): string[] {
  const running = items.filter(({ __edb_e__, status }) => __edb_e__ === "turn" && status === "streaming")
  const waits = ({ __edb_e__, running: slots, deletedAt }: Record<string, unknown>) =>
    __edb_e__ === "conversation" && slots !== undefined && deletedAt === undefined
  return [
    ...running.map(({ turnId, conversationId }) => `table: turn ${turnId} of ${conversationId} is still running`),
    ...items
      .filter(waits)
      .map(
        ({ conversationId, running: slots }) =>
          `table: conversation ${conversationId} still waits for ${[...(slots as Set<string>)].join(", ")}`,
      ),
  ]
}
