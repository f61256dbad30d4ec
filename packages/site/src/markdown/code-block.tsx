import type { ComponentChildren } from "preact"
import { useEffect, useState } from "preact/hooks"
import { importPart } from "../import-part.ts"
import { CopyButton } from "../ui/copy-button.tsx"
import { t } from "../words/t.ts"
import { withControls } from "./controls.tsx"
import { decodeEntities } from "./entities.ts"
import type { Highlighted } from "./highlighter.ts"
import { memo } from "./memo.ts"
import { type Code, isClosedFence } from "./open/fence.ts"

/** A block of code with its language and a copy button. It is highlighted when it is complete. */
export function CodeBlock({ code }: { code: Code }) {
  // Some write `{.python}`.
  const language = /^\{?\.?([^\s,{}]+)/.exec(decodeEntities(code.lang ?? ""))?.[1]
  const highlighted = useHighlighted(code, language)
  return (
    <div class="code-block">
      <div class="code-bar">
        <span>{language ?? t.plainCode}</span>
        <CopyButton label={t.copyCode} content={() => code.text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and a keyboard must be able to scroll them. */}
      <pre tabIndex={0} translate={false}>
        <code>{highlighted?.map(coloured) ?? plain(code)}</code>
      </pre>
    </div>
  )
}

function useHighlighted(code: Code, language: string | undefined): Highlighted[] | undefined {
  const [done, setDone] = useState<{ text: string; tree: Highlighted[] }>()
  const isComplete = isClosedFence(code)
  useEffect(() => {
    if (!isComplete || !language) return
    let isGone = false
    void colours(code.text, language).then((tree) => tree && !isGone && setDone({ text: code.text, tree }))
    return () => {
      isGone = true
    }
  }, [isComplete, language, code.text])
  return done?.text === code.text ? done.tree : undefined
}

async function colours(code: string, language: string): Promise<Highlighted[] | undefined> {
  try {
    const { highlight } = await importPart(() => import("./highlighter.ts"))
    return await highlight(code, language)
  } catch {
    // Offline, for example. The code is shown without highlighting.
  }
}

const coloured = (piece: Highlighted): ComponentChildren =>
  typeof piece === "string" ? withControls(piece) : <span class={`code-${piece.kind.split(".")[0]}`}>{piece.children.map(coloured)}</span>

// Settled lines have their own boxes, so that a new line causes no layout of the others.
const plain = ({ text, parts, rest }: Code): ComponentChildren =>
  parts
    ? [...parts.map((part, index) => memo(part, () => <CodePart key={index} text={part.text} />)), withControls(rest ?? "")]
    : withControls(text)

const CodePart = ({ text }: { text: string }) => <span class="code-part">{withControls(`${text}\n`)}</span>
