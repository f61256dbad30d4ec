/** A name as Markdown that shows its characters: on one line, without markup, links and HTML. */
export const escaped = (name: string): string => name.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()#+\-!|<>~&]/g, "\\$&")
