import { fileURLToPath } from "node:url"

/** Folders of the repository, absolute. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "")
export const work = `${root}/.sst`
export const platform = `${work}/platform`
export const synthFolder = `${work}/synth`
/** What SST writes meanwhile; several stacks are synthesized at once. */
export const ownFolder = `${synthFolder}/run-${process.pid}`
