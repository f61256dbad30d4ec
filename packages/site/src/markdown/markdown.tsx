import { Component } from "preact"
import { useEffect } from "preact/hooks"
import { lexer, loadLexer } from "./lexer.ts"

type Props = { source: string; ended: boolean }

/** Markdown, complete or growing. If rendering fails it is shown as plain text, and the rest of the page is unaffected. */
export class Markdown extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static override getDerivedStateFromError = () => ({ failed: true })

  override render({ source, ended }: Props) {
    return this.state.failed ? <Plain source={source} /> : <Loaded source={source} ended={ended} />
  }
}

/** Plain text until the lexer is loaded. */
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
