/** The address of a link if a reader may follow it: https or mailto, spelled out whole. Everything else is shown as text. */
export function safeHref(href: string): string | undefined {
  let url: URL
  try {
    url = new URL(href)
  } catch {
    return undefined
  }
  return url.protocol === "https:" || url.protocol === "mailto:" ? url.href : undefined
}
