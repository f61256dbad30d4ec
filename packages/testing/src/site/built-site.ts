import { buildSite } from "@parley/local/site/build.ts"

/** The folder of the built site. */
export const builtSite = async (): Promise<string> => (await buildSite()).folder
