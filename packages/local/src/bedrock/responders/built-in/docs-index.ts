import MiniSearch from "minisearch"
import type { DocsSection } from "./docs-section.ts"

/** `sure`: the best section contains the words of the question. Otherwise it is only close. */
export type DocsHits = { sections: DocsSection[]; sure: boolean }

const stopWords = new Set(
  `a about an and any are as at be been by can could do does for from get give go had has have help how i if in into is it its let make many may
  me more much my need not of on one or our please run see set should show so some tell than that the their them then there these they this to up
  us use used using want was way we what when where which who why will with work would you your parley`.split(/\s+/),
)

/** Words in questions -> the word that the docs use. */
const aliases: Record<string, string> = {
  production: "prod",
  price: "cost",
  pricing: "cost",
  expensive: "cost",
  db: "database",
  login: "sign",
  locally: "local",
}

/** Full-text search over sections. Matches in titles weigh most. */
export class DocsIndex {
  readonly sections: DocsSection[]
  readonly #search: MiniSearch<DocsSection>

  constructor(sections: DocsSection[]) {
    this.sections = sections
    this.#search = new MiniSearch({
      fields: ["title", "parents", "text"],
      extractField: (section, field) => {
        const value = section[field as keyof DocsSection]
        return Array.isArray(value) ? value.join(" ") : `${value}`
      },
      processTerm,
      searchOptions: {
        boost: { title: 3, parents: 1.5 },
        prefix: (term) => term.length > 3,
        fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      },
    })
    this.#search.addAll(sections)
  }

  find(question: string): DocsHits {
    const terms = termsOf(question)
    const results = this.#search.search(question, { boostDocument: (id) => 1 + this.#coveredTitle(id, terms) })
    const best = results[0]
    // A short question needs a match for every word, a long question for half of them.
    const needed = terms.size > 2 ? Math.ceil(terms.size / 2) : terms.size
    return {
      sections: results.flatMap(({ id }) => this.sections[id] ?? []),
      sure: best !== undefined && new Set(best.queryTerms).size >= needed,
    }
  }

  /** The share of a title's words that the question contains. For "how do I deploy?", the section Deploy ranks above Before a deploy. */
  #coveredTitle(id: number, asked: Set<string>): number {
    const title = termsOf(this.sections[id]?.title ?? "")
    return title.size === 0 ? 0 : [...title].filter((term) => asked.has(term)).length / title.size
  }
}

const termsOf = (text: string): Set<string> => new Set(text.split(/[^\p{L}\p{N}_]+/u).flatMap((word) => processTerm(word) || []))

function processTerm(raw: string): string | false {
  const word = raw.toLowerCase()
  if (word === "" || stopWords.has(word)) return false
  const stem = word.replace(/(?<=.{3})(ments?|ings?|ed|s)$/, "")
  return aliases[word] ?? aliases[stem] ?? stem
}
