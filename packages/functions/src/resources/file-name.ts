const maxCharacters = 60

/**
 * The `content-disposition` of a download (RFC 6266): a name in ASCII for every client, and the title itself by `filename*` (RFC 8187).
 * @param ending without the dot
 */
export function attachment(title: string, ending: string): string {
  const plain = `${asciiName(title) || "conversation"}.${ending}`
  const own = ownName(title)
  return `attachment; filename="${plain}"${own && `; filename*=UTF-8''${encoded(`${own}.${ending}`)}`}`
}

const asciiName = (title: string): string =>
  title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, maxCharacters)
    .replace(/^-+|-+$/g, "")
    .toLowerCase()

// Removes characters that file systems refuse, and dots and spaces at the end.
const ownName = (title: string): string =>
  title
    .normalize("NFC")
    .replace(/[\s\p{Cc}\p{Bidi_Control}\\/:*?"<>|]+/gu, " ")
    .replace(/^[\s.]+/, "")
    .slice(0, maxCharacters)
    .toWellFormed()
    .replace(/[\s.\uFFFD]+$/, "")

const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
