/** Runs every peer once per round in random order, so that drift and ordering effects cancel out. */
export async function interleaved<Name extends string, Value>(
  names: readonly Name[],
  rounds: number,
  play: (name: Name, round: number) => Promise<Value>,
): Promise<Record<Name, Value[]>> {
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Value[]>
  for (let round = 0; round < rounds; round++) for (const name of shuffled(names)) results[name].push(await play(name, round))
  return results
}

function shuffled<Value>(values: readonly Value[]): Value[] {
  const order = [...values]
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    ;[order[last], order[other]] = [order[other] as Value, order[last] as Value]
  }
  return order
}
