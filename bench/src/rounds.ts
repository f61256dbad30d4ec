/** Plays rounds in which all take their turn, each round beginning with another one, so that what the machine does meanwhile meets all alike. */
export async function interleaved<Name extends string, Value>(
  names: readonly Name[],
  rounds: number,
  play: (name: Name, round: number) => Promise<Value>,
): Promise<Record<Name, Value[]>> {
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Value[]>
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + round) % names.length] as Name
      results[name].push(await play(name, round))
    }
  }
  return results
}
