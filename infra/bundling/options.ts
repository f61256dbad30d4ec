/**
 * How SST bundles the functions. The offline stack and the local stage use the same options. SST's own default does not minify.
 * `plugins` is a path from the repository's root.
 */
export const nodejs = { minify: true, format: "esm", plugins: "infra/bundling/plugin.ts" } as const

/** The entry of a function in SST's form: the file without its extension, then the export. */
export const handlerOf = (name: string): string => `packages/functions/src/${name}.handler`
