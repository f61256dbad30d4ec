import type { Emitter, HLJSApi, LanguageFn } from "highlight.js"
import { importPart } from "../import-part.ts"
import { maxCodeCharacters, maxCodeLine } from "./syntax/bounds.ts"

/** Highlighted code: text, or text of a kind (`keyword`, `string`, `title.function`). */
export type Highlighted = string | { kind: string; children: Highlighted[] }

const languages: Record<string, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import("highlight.js/lib/languages/bash"),
  diff: () => import("highlight.js/lib/languages/diff"),
  dockerfile: () => import("highlight.js/lib/languages/dockerfile"),
  go: () => import("highlight.js/lib/languages/go"),
  java: () => import("highlight.js/lib/languages/java"),
  json: () => import("highlight.js/lib/languages/json"),
  python: () => import("highlight.js/lib/languages/python"),
  rust: () => import("highlight.js/lib/languages/rust"),
  sql: () => import("highlight.js/lib/languages/sql"),
  // Reads JavaScript as well.
  typescript: () => import("highlight.js/lib/languages/typescript"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
}

// Embedded languages: markup in TypeScript, scripts in HTML, commands in a Dockerfile. They are always loaded, so that colors do not depend on
// previously highlighted code.
const inner: Record<string, string[]> = { typescript: ["xml"], xml: ["typescript"], dockerfile: ["bash"] }

const otherNames: Record<string, string> = {
  sh: "bash",
  shell: "bash",
  zsh: "bash",
  console: "bash",
  docker: "dockerfile",
  golang: "go",
  jsonc: "json",
  py: "python",
  rs: "rust",
  js: "typescript",
  jsx: "typescript",
  mjs: "typescript",
  javascript: "typescript",
  ts: "typescript",
  tsx: "typescript",
  html: "xml",
  svg: "xml",
  yml: "yaml",
  patch: "diff",
}

/**
 * Highlights code. Loads the grammar on first use. `undefined` if the language is unknown or the code too long.
 * @throws if the grammar cannot be loaded; another call tries again.
 */
export async function highlight(code: string, name: string): Promise<Highlighted[] | undefined> {
  const lower = name.toLowerCase()
  const language = otherNames[lower] ?? lower
  if (!Object.hasOwn(languages, language) || !isBounded(code)) return undefined
  const [{ default: api }] = await Promise.all([
    importPart(() => import("highlight.js/lib/core")),
    ...[language, ...(inner[language] ?? [])].map(load),
  ])
  for (const [name, grammar] of grammars) if (!api.getLanguage(name)) register(api, name, grammar)
  api.configure({ __emitter: TreeEmitter })
  return (api.highlight(code, { language })._emitter as unknown as TreeEmitter).tree
}

const grammars = new Map<string, LanguageFn>()

async function load(language: string): Promise<void> {
  const grammar = await (languages[language] && importPart(languages[language]))
  if (grammar) grammars.set(language, grammar.default)
}

function register(api: HLJSApi, name: string, grammar: LanguageFn): void {
  // The name that the HTML grammar uses for the language of scripts.
  if (name === "typescript") api.registerLanguage("javascript", grammar)
  api.registerLanguage(name, grammar)
}

// Highlighting must not block the page: a grammar may scan the rest of a line from each of its characters.
const isBounded = (code: string): boolean =>
  code.length <= maxCodeCharacters && code.split("\n").every((line) => line.length <= maxCodeLine)

/** Replaces the library's emitter, which writes HTML. */
class TreeEmitter implements Emitter {
  readonly tree: Highlighted[] = []
  private readonly open: Highlighted[][] = [this.tree]

  addText(text: string): void {
    if (text) this.open.at(-1)?.push(text)
  }
  startScope(kind: string): void {
    const children: Highlighted[] = []
    this.open.at(-1)?.push({ kind, children })
    this.open.push(children)
  }
  endScope(): void {
    this.open.pop()
  }
  openNode(kind: string): void {
    this.startScope(kind)
  }
  closeNode(): void {
    this.endScope()
  }
  __addSublanguage(emitter: TreeEmitter): void {
    this.open.at(-1)?.push(...emitter.tree)
  }
  finalize(): void {}
  toHTML(): string {
    return ""
  }
}
