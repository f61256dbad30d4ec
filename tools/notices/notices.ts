import { readdir, readFile } from "node:fs/promises"
import { join, sep } from "node:path"
import { modulesOfFunctions, modulesOfSite } from "./shipped-modules.ts"

/** The site serves this file unchanged. */
export const noticesFile = new URL("../../packages/site/public/third-party-notices.txt", import.meta.url)

// The typeface's files are copied into the site unchanged: packages/site/src/fonts/README.md.
const typeface = { name: "@fontsource-variable/hanken-grotesk", version: "5.3.0", license: "OFL-1.1" }
const typefaceLicence = new URL("../../packages/site/src/fonts/OFL.txt", import.meta.url)

type Package = { name: string; version: string; license: string; texts: string[] }

/**
 * The notices of all third-party packages whose code ships in the site's scripts or in the functions' bundles, and of the site's typeface, with the
 * packages' licence texts.
 * @throws Error that names a package without a licence
 */
export async function thirdPartyNotices(): Promise<string> {
  const files = new Set([...(await modulesOfSite()), ...(await modulesOfFunctions())])
  const folders = new Set([...files].flatMap((file) => packageFolderOf(file) ?? []))
  const packages = [...(await Promise.all([...folders].map(readPackage))), { ...typeface, texts: [await readText(typefaceLicence)] }]
  return documentOf(packages.toSorted((a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en")))
}

/** The folder of a module's package; `undefined` for our own modules and for a bundler's virtual modules. */
export function packageFolderOf(file: string): string | undefined {
  const marker = `${sep}node_modules${sep}`
  const start = file.lastIndexOf(marker)
  if (start < 0 || file.startsWith("\0")) return undefined
  const [scope = "", name = ""] = file.slice(start + marker.length).split(sep)
  return file.slice(0, start + marker.length) + (scope.startsWith("@") ? join(scope, name) : scope)
}

async function readPackage(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"))
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(file)).toSorted()
  const texts = await Promise.all(names.map((file) => readText(join(folder, file))))
  if (typeof license !== "string" && texts.length === 0) throw new Error(`${name} ${version} has no licence in ${folder}`)
  return { name, version, license, texts }
}

const readText = async (file: string | URL): Promise<string> => (await readFile(file, "utf8")).replaceAll("\r", "").trim()

function documentOf(packages: Package[]): string {
  const byText = Map.groupBy(
    packages,
    ({ license, texts }) => texts.join("\n\n") || `No licence text comes with the package. Licence: ${license}`,
  )
  const sections = [...byText].map(([text, owners]) => {
    const list = owners.map(({ name, version, license }) => `${name} ${version} (${license})`)
    return `${list.join("\n")}\n\n${text}`
  })
  const line = "-".repeat(80)
  return `Parley contains files of these packages: code in the scripts of its site and in its functions, and the typeface of its site.\n\n${line}\n${sections.join(`\n\n${line}\n`)}\n`
}
