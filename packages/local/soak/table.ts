/** Once everything has ended no turn is running, and no conversation waits for one. */
export function judgeTable(items: Record<string, unknown>[]): string[] {
  const running = items.filter(({ __edb_e__, status }) => __edb_e__ === "turn" && status === "streaming").length
  const busy = items.filter(({ __edb_e__, activeTurnId }) => __edb_e__ === "conversation" && activeTurnId !== undefined).length
  return [
    ...(running ? [`table: ${running} turns are still running`] : []),
    ...(busy ? [`table: ${busy} conversations still wait for a turn`] : []),
  ]
}
