/**
 * A text that changes. A browser that translates the page puts elements of its own in the place of text nodes, and a node that it took out is
 * updated in vain: so other words are another element.
 */
export const Label = ({ words, kind }: { words: string; kind?: string | undefined }) => (
  <span key={words} class={kind}>
    {words}
  </span>
)
