import { Lexer, type MarkedOptions, type Token, type Tokens, type TokensList } from "marked"
import {
  deepLineOf,
  maxFailedFormulas,
  maxHeadingCharacters,
  maxInlineCharacters,
  maxInlineNesting,
  maxNesting,
  within,
  withinLines,
} from "./bounds.ts"
import { detailsOf } from "./details.ts"
import { emphasisOf, type Span } from "./emphasis.ts"
import { beginsLikeBlockFormula, blockFormula, blockFormulaStart, inlineFormula, withoutFormulas } from "./formula.ts"
import { pairTags } from "./tags.ts"
import { AnswerTokenizer } from "./tokenizer.ts"
import type { RuleLexer } from "./tokens.ts"

const { block, inline } = Lexer.rules
const rules = {
  block: {
    ...block.gfm,
    lheading: withinLines(block.gfm.lheading, maxHeadingCharacters),
    def: withinLines(block.gfm.def, maxInlineCharacters),
  },
  inline: {
    ...inline.gfm,
    tag: within(inline.gfm.tag, maxInlineCharacters),
    link: within(inline.gfm.link, maxInlineCharacters),
    reflink: within(inline.gfm.reflink, maxInlineCharacters),
    nolink: within(inline.gfm.nolink, maxInlineCharacters),
    autolink: within(inline.gfm.autolink, maxInlineCharacters),
  },
}

/** The running text being read, and the positions of emphasis in its enclosing text. */
type Run = { text: string; emphasis?: { spans: ReadonlyMap<number, Span>; offset: number } }

/** Parses Markdown (CommonMark and GFM) of models, within the bounds. */
export class AnswerLexer extends Lexer implements RuleLexer {
  hasDeepLine = false
  readonly growing: boolean
  private readonly runs: Run[] = []
  private depth = 0
  private failedFormulas = 0

  constructor(growing: boolean) {
    const tokenizer = new AnswerTokenizer()
    const options: MarkedOptions = { gfm: true, tokenizer }
    super(options)
    this.growing = growing
    tokenizer.rules = { ...tokenizer.rules, ...rules }
    options.extensions = {
      renderers: {},
      childTokens: {},
      block: [(src) => this.formula(src), (src) => this.details(src)],
      inline: [(src) => this.inlineFormula(src)],
      startBlock: [(src) => this.formulaStart(src)],
    }
  }

  override lex(src: string): TokensList {
    this.hasDeepLine = deepLineOf(src) >= 0
    return super.lex(src)
  }

  override blockTokens(src: string, tokens?: Token[], isClipped?: boolean): Token[]
  override blockTokens(src: string, tokens?: TokensList, isClipped?: boolean): TokensList
  override blockTokens(src: string, tokens: Token[] = [], isClipped = false): Token[] {
    if (this.depth >= maxNesting) {
      if (src) tokens.push({ type: "source", raw: src })
      this.state.top = true
      return tokens
    }
    this.depth++
    try {
      return super.blockTokens(src, tokens, isClipped)
    } finally {
      this.depth--
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    return this.inlineRun({ text: src }, tokens)
  }

  private inlineRun(run: Run, tokens: Token[] = []): Token[] {
    if (this.runs.length >= maxInlineNesting) {
      tokens.push({ type: "text", raw: run.text, text: run.text })
      return tokens
    }
    this.runs.push(run)
    try {
      super.inlineTokens(run.text, tokens)
    } finally {
      this.runs.pop()
    }
    pairTags(tokens)
    return tokens
  }

  /** The emphasis that begins at a position of the current text, with its text and tokens. */
  emphasisAt(at: number, masked: string): { raw: string; text: string; width: number; tokens: Token[] } | undefined {
    const run = this.runs.at(-1)
    if (!run) return undefined
    run.emphasis ??= { spans: emphasisOf(withoutFormulas(run.text, masked)), offset: 0 }
    const { spans, offset } = run.emphasis
    const span = spans.get(offset + at)
    if (!span) return undefined
    const raw = run.text.slice(at, span.end - offset)
    const text = raw.slice(span.width, -span.width)
    return { raw, text, width: span.width, tokens: this.inlineRun({ text, emphasis: { spans, offset: offset + at + span.width } }) }
  }

  /** The position in a text at which a formula interrupts a paragraph. */
  formulaStart(src: string): number | undefined {
    return this.failedFormulas < maxFailedFormulas ? blockFormulaStart(src) : undefined
  }

  private formula(src: string): Tokens.Generic | undefined {
    return beginsLikeBlockFormula.test(src) ? this.countingFailures(() => blockFormula(src, this.growing)) : undefined
  }

  private inlineFormula(src: string): Tokens.Generic | undefined {
    if (!/^(?:\$|\\[([])/.test(src)) return undefined
    const { text = "" } = this.runs.at(-1) ?? {}
    return this.countingFailures(() => inlineFormula(src, text[text.length - src.length - 1] ?? ""))
  }

  private countingFailures<T>(read: () => T | undefined): T | undefined {
    if (this.failedFormulas >= maxFailedFormulas) return undefined
    const found = read()
    if (!found) this.failedFormulas++
    return found
  }

  private details(src: string): Tokens.Generic | undefined {
    const found = detailsOf(src)
    if (!found) return undefined
    const { top } = this.state
    this.state.top = true
    const tokens = this.blockTokens(found.content, [])
    this.state.top = top
    return { type: "details", raw: found.raw, open: found.open, summary: this.inline(found.summary), tokens }
  }
}
