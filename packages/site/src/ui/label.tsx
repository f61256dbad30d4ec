/**
 * A changing text. A browser's page translation replaces text nodes with its own elements, so an update of the old node would be
 * invisible. Each new text is therefore a new element.
 */
export const Label = ({ words, kind }: { words: string; kind?: string | undefined }) => (
  <span key={words} class={kind}>
    {words}
  </span>
)
