/** The most reads for one page: expired and half-deleted items are skipped. */
const maxReads = 10

type Read<Item> = (cursor: string | null, limit: number) => Promise<{ data: Item[]; cursor: string | null }>

/**
 * One page of a list in exact size: one item more than asked for tells whether anything follows. DynamoDB's own cursor does not, since it also
 * comes after the last item of a full page.
 * @param cursorOf the cursor after an item
 * @returns no cursor at the end of the list; a short page with a cursor only where `maxReads` brought no more
 */
export async function exactPage<Item>(
  read: Read<Item>,
  start: string | null,
  limit: number,
  isShown: (item: Item) => boolean,
  cursorOf: (item: Item) => string,
): Promise<{ items: Item[]; cursor?: string }> {
  const items: Item[] = []
  let cursor = start
  for (let reads = 0; reads < maxReads; reads++) {
    const page = await read(cursor, limit + 1)
    items.push(...page.data.filter(isShown))
    const last = items[limit - 1]
    if (items.length > limit && last) return { items: items.slice(0, limit), cursor: cursorOf(last) }
    if (!page.cursor) return { items }
    cursor = page.cursor
  }
  return { items, ...(cursor !== null && { cursor }) }
}
