import type { Observed } from "./observer.ts"

/** The handles that an idle process holds now but did not hold after its start. */
export function judgeHandles(name: string, fresh: Observed, atRest: Observed): string[] {
  const kinds = Object.entries(atRest.resources).filter(([kind, count]) => count > (fresh.resources[kind] ?? 0))
  const problems = kinds.map(
    ([kind, count]) => `handles: ${name} holds ${count} × ${kind}, ${fresh.resources[kind] ?? 0} when it was fresh`,
  )
  if (atRest.descriptors > fresh.descriptors) {
    problems.push(`handles: ${name} has ${atRest.descriptors} open files and sockets, ${fresh.descriptors} when it was fresh`)
  }
  return problems
}
