import { CopyButton } from "../components/copy-button.tsx"
import { text } from "../text.ts"

/** A block of code with its language and a button that copies it. */
export function CodeBlock({ code, language }: { code: string; language: string | undefined }) {
  return (
    <div class="code-block">
      <div class="code-bar">
        <span>{language ?? text.plainCode}</span>
        <CopyButton label={text.copyCode} content={() => code} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and a keyboard must be able to scroll them. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </div>
  )
}
