import type { BlockKind } from "@parley/api/block.ts"
import type { ServerBlockOf } from "./block.ts"
import type { Kind } from "./kind.ts"
import { document } from "./kinds/document.ts"
import { image } from "./kinds/image.ts"
import { reasoning } from "./kinds/reasoning.ts"
import { text } from "./kinds/text.ts"
import { toolResult } from "./kinds/tool-result.ts"
import { toolUse } from "./kinds/tool-use.ts"

/** The kinds of blocks. A kind that is missing here does not compile. */
export const kinds: { [Name in BlockKind]: Kind<Name> } = { text, image, document, reasoning, toolUse, toolResult }

const names = Object.keys(kinds) as BlockKind[]

export const isKind = (key: string): key is BlockKind => Object.hasOwn(kinds, key)

/** The functions for a block. Each block has the name of its kind as its key. */
export const kindOf = (block: ServerBlockOf<BlockKind>): Kind<BlockKind> =>
  kinds[names.find((name) => name in block) as BlockKind] as Kind<BlockKind>
