import type { Block } from "@parley/api/block.ts"

// Without imports at run time: the page uses this file too.

/** The separator of two text blocks that are read as one text. */
export const blockSeparator = "\n\n"

/** The text blocks of a message as one text, without reasoning, tools and files: for the model, titles, search, export and the page alike. */
export const textOf = (blocks: readonly Block[]): string =>
  blocks.flatMap((block) => ("text" in block && block.text !== "" ? [block.text] : [])).join(blockSeparator)
