import type { ConversationPage } from "../../api/types.ts"

/** A turn that this page made a version of the turn `beside`. */
type MadeTurn = { turnId: string; beside: string | undefined; kind: string }

/** Turns with the same parent are versions of each other. */
export type Versions = {
  /** Of each turn that has versions: all of them, oldest first, itself included. */
  of: Readonly<Record<string, readonly string[]>>
  /** Versions with the same value here have the same question. */
  questions: Readonly<Record<string, string>>
}

export const noVersions: Versions = { of: {}, questions: {} }

/** The versions of a page of messages, and those that only this page knows so far. */
export function mergeVersions(known: Versions, { versions = {}, questions = {} }: ConversationPage, made: readonly MadeTurn[]): Versions {
  const read = { of: { ...known.of }, questions: { ...known.questions, ...questions } }
  for (const list of Object.values(versions)) for (const turnId of list) read.of[turnId] = list
  return made.reduce(withVersion, read)
}

/** Adds a turn that this page made a version of another one. */
export function withVersion(known: Versions, { turnId, beside, kind }: MadeTurn): Versions {
  if (!beside || known.of[beside]?.includes(turnId)) return known
  const question = known.questions[beside] ?? beside
  const list = [...(known.of[beside] ?? [beside]), turnId]
  return {
    of: withList(known, list),
    questions: { ...known.questions, [beside]: question, [turnId]: kind === "regeneration" ? question : turnId },
  }
}

/** Removes a turn that did not begin. */
export function withoutVersion(known: Versions, turnId: string): Versions {
  const list = (known.of[turnId] ?? []).filter((other) => other !== turnId)
  return { ...known, of: { ...withList(known, list), [turnId]: [] } }
}

const withList = (known: Versions, list: readonly string[]) => ({
  ...known.of,
  ...Object.fromEntries(list.map((turnId): [string, readonly string[]] => [turnId, list])),
})
