/**
 * How SST bundles the functions; the offline stack and the local stage bundle them alike. SST's own default does not minify.
 * `plugins` names a file, from the repository's root, as SST wants it.
 */
export const nodejs = { minify: true, format: "esm", plugins: "infra/bundling/plugin.ts" } as const

/** The entry of a function as SST wants it: the file without its ending, then the export. */
export const handlerOf = (name: string): string => `packages/functions/src/${name}.handler`
