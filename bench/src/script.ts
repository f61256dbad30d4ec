// The format of a question, which tells the endpoint its answer, and of an answer, which contains timestamps. All processes share the machine's
// clock.

export type Script = {
  deltas: number
  /** Milliseconds between deltas; 0 sends them as fast as the reader reads. */
  every: number
}

export const promptOf = ({ deltas, every }: Script): string => `deltas=${deltas} every=${every}`

export function scriptOf(prompt: string): Script {
  const [, deltas = "20", every = "0"] = /deltas=(\d+) every=([\d.]+)/.exec(prompt) ?? []
  return { deltas: Number(deltas), every: Number(every) }
}

const start = process.hrtime.bigint.bind(process.hrtime)
export const now = (): number => Number(start() / 1_000n) / 1_000

// The usual length of a model's delta.
const words = " and a few more words"
/** A delta contains its send time. The first one also contains the question's arrival time. */
export const deltaOf = (asked: number | undefined): string =>
  asked === undefined ? `${stamp("s", now())}${words}` : `${stamp("q", asked)}${stamp("s", now())}${words}`

const stamp = (name: string, milliseconds: number) => `${name}${milliseconds.toFixed(3)};`

/** The question's arrival time at the endpoint, if this is the first delta, and the send time of each delta in the text. */
export function stampsOf(text: string): { asked: number | undefined; sent: number[] } {
  const asked = /q([\d.]+);/.exec(text)?.[1]
  return { asked: asked === undefined ? undefined : Number(asked), sent: [...text.matchAll(/s([\d.]+);/g)].map(([, at]) => Number(at)) }
}
