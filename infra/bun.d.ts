/** SST's types import this type of Bun. Bun's own types would replace the globals of Node.js, such as `URL`, for everything that the stack imports. */
export type Shell = never
