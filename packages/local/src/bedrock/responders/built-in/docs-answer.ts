import type { DocsIndex } from "./docs-index.ts"
import { type DocsSection, isFence } from "./docs-section.ts"

/** The closing line that names the answer's source. */
export const note =
  "*No model wrote this: it is Parley’s built-in responder, which only searches this project’s documentation. " +
  "For a real model start with `LOCAL_MODEL_URL` (any OpenAI-compatible server) or with `BEDROCK=aws`.*"

const excerptCharacters = 1_600

/**
 * Writes a Markdown answer to the last question from the sections that match it best.
 * @param questions the user's messages, oldest first
 */
export function composeAnswer(index: DocsIndex, questions: string[]): string {
  return compose(index, questions, questions.at(-1) ?? "")
}

function compose(index: DocsIndex, questions: string[], question: string): string {
  if (isGreeting(question)) return `Hello! Ask me something about Parley.\n\n${suggestions(index)}`
  if (isThanks(question)) return "You are welcome. Ask on whenever you like."
  if (isAboutMe(question)) {
    return `I look up questions in the documentation of Parley and answer with the sections that fit, word for word.\n\n${suggestions(index)}`
  }
  const [introduction] = index.sections
  if (introduction && isAboutParley(question)) return quote(introduction)
  const example = exampleOf(index, question)
  if (example) return `Here is one from the documentation.\n\n${quote(example)}`
  return isFollowUp(question) ? followUp(index, questions) : lookUp(index, questions, question)
}

function lookUp(index: DocsIndex, questions: string[], question: string): string {
  const asked = index.find(question)
  // "And for staging?" is understandable only together with the question before it.
  const previous = questions.at(-2)
  const hits = asked.sure || previous === undefined ? asked : index.find(`${previous} ${question}`)
  const [best, ...others] = hits.sections
  if (!best) return `I found nothing about that in the documentation.\n\n${suggestions(index)}`
  if (!hits.sure) return `I found no section that answers this. These come closest:\n\n${list(hits.sections.slice(0, 3))}`
  return [quote(best), others.length > 0 ? `**See also**\n\n${list(others.slice(0, 3))}` : ""].filter(Boolean).join("\n\n")
}

/** Each consecutive "tell me more" selects the next section that matches the question before them. */
function followUp(index: DocsIndex, questions: string[]): string {
  const asked = questions.findLastIndex((text) => !isFollowUp(text))
  const question = questions[asked]
  if (question === undefined) return `About what? Ask me something first.\n\n${suggestions(index)}`
  const next = index.find(question).sections[questions.length - 1 - asked]
  return next ? quote(next) : "That is all that the documentation has about it."
}

function quote(section: DocsSection): string {
  const { text, cut } = excerpt(section.text)
  const more = cut ? ", which goes on" : ""
  return `### ${section.title}\n\n${text}\n\n— from ${place(section)}${more}`
}

/** Whole blocks up to the limit, at least one. */
function excerpt(text: string): { text: string; cut: boolean } {
  const blocks = blocksOf(text)
  let length = 0
  const kept = blocks.filter((block, position) => {
    length += block.length
    return position === 0 || length <= excerptCharacters
  })
  const cut = kept.length < blocks.length
  // A sentence that introduces removed content is useless.
  if (cut && kept.length > 1 && kept.at(-1)?.endsWith(":")) kept.pop()
  return { text: kept.join("\n\n"), cut }
}

/** Blank lines separate blocks, except inside a code block. */
function blocksOf(text: string): string[] {
  const blocks: string[][] = [[]]
  let fenced = false
  for (const line of text.split("\n")) {
    if (isFence(line)) fenced = !fenced
    if (line.trim() === "" && !fenced) blocks.push([])
    else blocks.at(-1)?.push(line)
  }
  return blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"))
}

const place = ({ file, title, parents }: DocsSection): string => `\`${file}\`, section “${[...parents.slice(1), title].join(" › ")}”`

const list = (sections: DocsSection[]): string => sections.map(({ title, file }) => `- ${title} (\`${file}\`)`).join("\n")

function suggestions(index: DocsIndex): string {
  const titles = index.sections.filter(({ parents }) => parents.length === 1).slice(0, 4)
  return titles.length > 0 ? `You can ask about, for example:\n\n${list(titles)}` : "There is no documentation here yet."
}

/** Requests for a type of content: "a table", "show me some code". */
function exampleOf(index: DocsIndex, question: string): DocsSection | undefined {
  const [, kind] =
    /^(?:(?:please|can|could|you|show|give|write|make|me|a|an|some|example|of)\s+)*(table|code|list)\b\W*(?:please|block)?\W*$/i.exec(
      question,
    ) ?? []
  const pattern = { table: /^\|.*\|$/m, code: /^```/m, list: /^\s*([-*]|\d+\.)\s/m }[kind?.toLowerCase() ?? ""]
  return pattern && index.sections.find(({ text }) => pattern.test(text))
}

const isGreeting = (text: string) => /^(hi|hello|hey|good (morning|afternoon|evening|day)|greetings)( there| parley| all)?\W*$/i.test(text)
const isThanks = (text: string) =>
  /^(thanks|thank you|thx|great|ok(ay)?|cool|perfect)( so much| very much| a lot|,? thanks|,? that helps)?\W*$/i.test(text)
const isAboutMe = (text: string) =>
  /^(help|(what|who) are you|what can (you|i) (do|ask)( here| for me)?|what do you do|how do you work|are you (an? )?(ai|model|bot|real).*)\W*$/i.test(
    text,
  )
const isAboutParley = (text: string) =>
  /^(what is|what's|what does|tell me about|describe|explain) (parley|this( (project|product|site|app|page))?)( do)?\W*$/i.test(text)
const isFollowUp = (text: string) =>
  /^(and|please|can you|could you)?\s*(tell me more|more|go on|continue|what else|anything else|more details?|next|explain more)( about (it|that|this))?( please)?\W*$/i.test(
    text,
  )
