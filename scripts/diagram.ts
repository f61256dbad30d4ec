// npm run diagram: draws docs/architecture.png from docs/architecture.d2. The image contains the hash of its source, so that a test detects a stale
// image.
import { createHash } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { crc32 } from "node:zlib"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { D2 } from "@terrastruct/d2"

const docs = fileURLToPath(new URL("../docs", import.meta.url))
const source = await readFile(`${docs}/architecture.d2`, "utf8")

const d2 = new D2()
const { diagram, renderOptions } = await d2.compile(source)
const svg = await d2.render(diagram, { ...renderOptions, noXMLTag: true })

// A browser renders the fonts that D2 embeds, at twice the size for sharp text.
const browser = await launchBrowser()
const width = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1] ?? 1600)
const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width, height: 1000 } })
await page.setContent(`<style>body { margin: 0 }</style>${svg}`)
const image = await page.locator("svg").first().screenshot({ type: "png" })
await browser.close()

await writeFile(`${docs}/architecture.png`, withText(image, `Source\0${createHash("sha256").update(source).digest("hex")}`))
console.log(`docs/architecture.png, ${Math.round(image.length / 1024)} KB`)
// D2's worker keeps the process running.
process.exit(0)

/** Inserts a text chunk (keyword, zero byte, text) after the header of a PNG, which is always 33 bytes long. */
function withText(png: Buffer, text: string): Buffer {
  const body = Buffer.from(`tEXt${text}`, "latin1")
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length - 4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([png.subarray(0, 33), length, body, check, png.subarray(33)])
}
