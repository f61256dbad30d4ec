// Without imports: the page uses this file too.

/** The text blocks of a message, as in Bedrock's Converse. */
export type Content = { text: string }[]

/** The separator of two text blocks that are read as one text. */
export const blockSeparator = "\n\n"

/** The text blocks of a message as one text: for the model, titles, search, export and the page alike. */
export const textOf = (blocks: Content): string => blocks.map((block) => block.text).join(blockSeparator)
