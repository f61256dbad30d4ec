import type { BlockOf } from "../../api/types.ts"
import { t } from "../../words/t.ts"
import { FileLine } from "./file-line.tsx"

export function DocumentBlock({ block: { document } }: { block: BlockOf<"document"> }) {
  const { name, format, pages } = document
  return <FileLine label={t.document} name={name} facts={[format.toUpperCase(), ...(pages === undefined ? [] : [t.pages(pages)])]} />
}
