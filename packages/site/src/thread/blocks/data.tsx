/** A text, or a value as JSON. Not read as Markdown: it may come from anywhere. */
export const Data = ({ value }: { value: unknown }) => (
  <pre class="block-data" dir="auto">
    {typeof value === "string" ? value : JSON.stringify(value ?? null, undefined, 2)}
  </pre>
)
