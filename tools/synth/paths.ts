import { fileURLToPath } from "node:url"

/** Folders of the repository, absolute. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "")
export const work = `${root}/.sst`
export const platform = `${work}/platform`
export const synthFolder = `${work}/synth`
/** The files that SST writes during a run; several stacks are synthesized at the same time. */
export const ownFolder = `${synthFolder}/run-${process.pid}`
