import { type Token, Tokenizer, type Tokens } from "marked"
import { deepLineOf, maxAddressCharacters, maxTableCells, maxTableColumns, withFewLazyLines } from "./bounds.ts"
import { nestedFence } from "./fence.ts"
import { beginsWithTag } from "./tags.ts"
import type { FootnoteToken, OwnToken, ReferenceToken, RuleLexer, UsableDefinition } from "./tokens.ts"

// Characters that end an address in running text, although a URL may contain any: punctuation of other scripts, quotes, dashes.
const addressEnd = /[\u2013\u2014\u2018-\u201f\u2026\u00ab\u00bb\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/
const addressStart = /^(?:https?:\/\/|ftp:\/\/|www\.|mailto:|xmpp:|[\w.+-]{1,64}@)/i
const addressRun = new RegExp(`^[^\\s<]{1,${maxAddressCharacters + 1}}`)
const footnote = /^ {0,3}\[\^([^\s[\]]{1,100})\]:[ \t]*([^\n]*(?:\n(?![ \t]*\n| {0,3}\[\^)[^\n]+)*)(?:\n|$)/
const reference = /^\[\^([^\s[\]]{1,100})\]/
// The maximum length of one plain text token: its rule looks ahead from each of its characters.
const textCharacters = 200

const labelOf = (raw: string): string => {
  const reference = raw.endsWith("[]") ? raw.slice(0, -2) : raw
  return normalized(reference.slice(reference.lastIndexOf("[") + 1, -1))
}
// Normalizes labels like the lexer.
const normalized = (label: string): string => label.trim().replace(/\s+/g, " ").toLowerCase().toUpperCase().toLowerCase()

const as = <T extends Token>(token: OwnToken): T => token as unknown as T

/** The rules that differ from CommonMark for answers of a model, and the cost bounds of each rule. */
export class AnswerTokenizer extends Tokenizer {
  declare lexer: RuleLexer

  override fences(src: string): Tokens.Code | undefined {
    const nested = nestedFence(src, this.lexer.growing)
    if (!nested) return super.fences(src)
    const raw = src.slice(0, nested.length).replace(/\n$/, "")
    const [first = "", ...lines] = raw.split("\n")
    const text = (nested.isClosed ? lines.slice(0, -1) : lines).join("\n")
    return { type: "code", raw, lang: first.replace(/^[ `~]+/, "").trim(), text }
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.bounded(src, (text) => super.blockquote(withFewLazyLines(text)))
  }

  override list(src: string): Tokens.List | undefined {
    return this.bounded(src, (text) => super.list(text))
  }

  /** A line with more markers than the nesting bound is text; quotes and lists end before it. */
  private bounded<T extends Token>(src: string, read: (text: string) => T | undefined): T | undefined {
    const deep = this.lexer.hasDeepLine ? deepLineOf(src) : -1
    if (deep === 0) return as<T>({ type: "source", raw: /^[^\n]*/.exec(src)?.[0] ?? "" })
    return read(deep > 0 ? src.slice(0, deep) : src)
  }

  override html(src: string): Tokens.HTML | undefined {
    return beginsWithTag.test(src) ? undefined : super.html(src)
  }

  override def(src: string): Tokens.Def | undefined {
    // Here it continues a paragraph.
    const { lastToken } = this.lexer.state
    if (lastToken?.type === "paragraph" || lastToken?.type === "text") return undefined
    const found = this.footnote(src) ?? super.def(src)
    // The first definition of a label wins.
    if (found) this.lexer.tokens.links[found.tag] ??= found
    return found
  }

  private footnote(src: string): Tokens.Def | undefined {
    const [raw, label = "", text = ""] = footnote.exec(src) ?? []
    if (raw === undefined) return undefined
    const tokens = this.lexer.inline(text.replace(/\n[ \t]+/g, "\n"))
    const token: FootnoteToken = {
      type: "footnote",
      raw: raw.replace(/\n$/, ""),
      tag: normalized(`^${label}`),
      label,
      href: "",
      title: "",
      tokens,
    }
    return as(token)
  }

  override table(src: string): Tokens.Table | undefined {
    const [raw, header = "", , rows = ""] = this.rules.block.table.exec(src) ?? []
    if (raw === undefined) return undefined
    const columns = header
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|").length
    const lines = rows.split("\n").length
    if (columns > maxTableColumns || columns * lines > maxTableCells) return as({ type: "source", raw: raw.replace(/\n+$/, "") })
    const table = super.table(src)
    // The lexer pads each row to the columns of the header.
    for (const row of table?.rows ?? []) while (row.at(-1)?.text === "") row.pop()
    return table
  }

  override lheading(src: string): Tokens.Heading | undefined {
    const formula = this.lexer.formulaStart(src)
    return super.lheading(formula ? src.slice(0, formula) : src)
  }

  /** Text in an item: all its lines at once. The lexer would try each line as a block. */
  override text(src: string): Tokens.Text | undefined {
    const raw = this.rules.block.paragraph.exec(src)?.[0]
    return raw ? { type: "text", raw, text: raw, tokens: this.lexer.inline(raw) } : super.text(src)
  }

  override reflink(src: string, links: RuleLexer["tokens"]["links"]): ReturnType<Tokenizer["reflink"]> {
    const [raw, label = ""] = reference.exec(src) ?? []
    if (raw !== undefined && Object.hasOwn(links, normalized(`^${label}`))) {
      return as<Tokens.Text>({ type: "reference", raw, label } satisfies ReferenceToken)
    }
    const token = super.reflink(src, links)
    const definition = token && token.type !== "text" ? (links[labelOf(token.raw)] as UsableDefinition | undefined) : undefined
    if (definition) definition.used = true
    return token
  }

  override emStrong(src: string, masked: string): Tokens.Em | Tokens.Strong | undefined {
    return src[0] === "*" || src[0] === "_" ? this.emphasis(src, masked) : undefined
  }

  override del(src: string, masked: string): Tokens.Del | undefined {
    return src[0] === "~" ? this.emphasis(src, masked) : undefined
  }

  private emphasis<T extends Tokens.Em | Tokens.Strong | Tokens.Del>(src: string, masked: string): T | undefined {
    const found = this.lexer.emphasisAt(masked.length - src.length, masked)
    if (!found) return undefined
    const { width, ...token } = found
    const type = src[0] === "~" ? "del" : width === 2 ? "strong" : "em"
    return { type, ...token } as unknown as T
  }

  override url(src: string): Tokens.Link | undefined {
    if (!addressStart.test(src)) return undefined
    const [address = ""] = addressRun.exec(src) ?? []
    if (address.length > maxAddressCharacters) return undefined
    const end = address.search(addressEnd)
    return super.url(end < 0 ? address : address.slice(0, end))
  }

  /** Character references are decoded where the text is shown. */
  override inlineText(src: string): Tokens.Text | undefined {
    const raw = this.rules.inline.text.exec(startOf(src))?.[0]
    return raw ? { type: "text", raw, text: raw, escaped: false } : undefined
  }
}

/** The start of running text up to a dollar sign, or up to the last word within the bound. */
function startOf(text: string): string {
  const dollar = text.indexOf("$", 1)
  const end = dollar < 0 ? text.length : dollar
  if (end <= textCharacters) return text.slice(0, end)
  const start = text.slice(0, textCharacters)
  const words = start.match(/^[\s\S]*\s(?=\S)/) ?? start.match(/^[\s\S]*[^ -~\s](?=[^ ])/)
  return words?.[0] ?? start
}
