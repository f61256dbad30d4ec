import type { BlockOf } from "../../api/types.ts"
import { formatNumber } from "../../words/format.ts"
import { t } from "../../words/t.ts"
import { FileLine } from "./file-line.tsx"

export function ImageBlock({ block: { image } }: { block: BlockOf<"image"> }) {
  const { name, format, width, height } = image
  return <FileLine label={t.image} name={name} facts={[format.toUpperCase(), `${formatNumber(width)} × ${formatNumber(height)}`]} />
}
