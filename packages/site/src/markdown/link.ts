/**
 * The complete URL of a link that a reader may follow: http, https or mailto. Not one with a user name and password, which make
 * another host look like the target, nor a mailto URL with more than subject and body. All other links are shown as text.
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

/** The target of a link if its text is or contains a different address. */
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
