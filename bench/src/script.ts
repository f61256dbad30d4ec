// How a question tells the endpoint what to answer, and what an answer tells its reader of time. The clock is the machine's own, so it is the
// same in every process.

export type Script = {
  deltas: number
  /** Milliseconds between deltas; 0 sends them as fast as they can be read. */
  every: number
}

export const promptOf = ({ deltas, every }: Script): string => `deltas=${deltas} every=${every}`

export function scriptOf(prompt: string): Script {
  const [, deltas = "20", every = "0"] = /deltas=(\d+) every=([\d.]+)/.exec(prompt) ?? []
  return { deltas: Number(deltas), every: Number(every) }
}

const start = process.hrtime.bigint.bind(process.hrtime)
export const now = (): number => Number(start() / 1_000n) / 1_000

// About what a model writes at once.
const words = " and a few more words"
/** A delta says when it left. The first one also says when the question came. */
export const deltaOf = (asked: number | undefined): string =>
  asked === undefined ? `${stamp("s", now())}${words}` : `${stamp("q", asked)}${stamp("s", now())}${words}`

const stamp = (name: string, milliseconds: number) => `${name}${milliseconds.toFixed(3)};`

/** When the question reached the endpoint, if this is the first delta, and when each delta in the text left it. */
export function stampsOf(text: string): { asked: number | undefined; sent: number[] } {
  const asked = /q([\d.]+);/.exec(text)?.[1]
  return { asked: asked === undefined ? undefined : Number(asked), sent: [...text.matchAll(/s([\d.]+);/g)].map(([, at]) => Number(at)) }
}
