const named: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  hellip: "…",
  ndash: "–",
  mdash: "—",
}

/** Character references as Markdown means them, for the names that models write. Others stay as they are. */
export const decodeEntities = (text: string): string =>
  text.includes("&") ? text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g, decode) : text

function decode(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name) return named[name] ?? whole
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? "", 16)
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "\ufffd"
}
