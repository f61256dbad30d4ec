/**
 * The address of a link that a reader may follow, spelled out whole: http, https or a mail address. Not one with a name and password, which makes
 * another host look like the target, nor a mail with more than a subject and a text. Everything else is shown as text.
 */
export function safeUrl(href: string): URL | undefined {
  let url: URL
  try {
    url = new URL(href)
  } catch {
    return undefined
  }
  if (url.protocol === "mailto:") return isPlainMail(url) ? url : undefined
  return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined
}

const isPlainMail = ({ searchParams }: URL): boolean => [...searchParams.keys()].every((name) => /^(?:subject|body)$/i.test(name))

const addressIn = /https?:\/\/[^\s/?#]+|\bwww\.[^\s/?#]+|[^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,}/i
const domain = /^(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?=$|[/?#:])/u

/** Where a link leads to, if its text is or holds an address of somewhere else. */
export function hiddenTarget(url: URL, label: string): string | undefined {
  const text = label.trim()
  const shown = (addressIn.exec(text) ?? domain.exec(text))?.[0].toLowerCase().replace(/^mailto:/, "")
  if (!shown) return undefined
  if (url.protocol === "mailto:") return url.pathname.toLowerCase() === shown ? undefined : url.pathname
  const host = hostOf(shown)
  return host !== undefined && bare(host) === bare(url.host) ? undefined : url.host
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address.includes("://") ? address : `https://${address}`).host
  } catch {
    return undefined
  }
}

const bare = (host: string): string => host.replace(/^www\./, "")
