/** A file by its kind, name and facts. Name and facts have directions of their own. */
export const FileLine = ({ label, name, facts }: { label: string; name?: string | undefined; facts: string[] }) => (
  <div class="block-line">
    {label}
    {name && <bdi class="block-name">{name}</bdi>}
    {facts.map((fact) => (
      <bdi key={fact}>{fact}</bdi>
    ))}
  </div>
)
