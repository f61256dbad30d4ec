import { Component } from "preact"
import { useEffect } from "preact/hooks"
import { lexer, loadLexer } from "./lexer.ts"

type Props = { source: string; ended: boolean }

/** Markdown that may still be growing. If it cannot be shown it is plain text, and what is around it stays. */
export class Markdown extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static override getDerivedStateFromError = () => ({ failed: true })

  override render({ source, ended }: Props) {
    return this.state.failed ? <Plain source={source} /> : <Loaded source={source} ended={ended} />
  }
}

/** Until the lexer is here it is plain text. */
function Loaded({ source, ended }: Props) {
  const loaded = lexer.value
  useEffect(() => void loadLexer(), [])
  if (!loaded) return <Plain source={source} />
  const { Parsed, createParser } = loaded
  return <Parsed createParser={createParser} source={source} ended={ended} />
}

const Plain = ({ source }: { source: string }) => (
  <div class="markdown">
    <p class="plain">{source}</p>
  </div>
)
