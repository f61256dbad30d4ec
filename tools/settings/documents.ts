import { functionSettingTexts, type SettingText } from "@parley/functions/setting-texts.ts"
import { type FunctionSetting, settingsSchema } from "@parley/functions/settings.ts"
import { launchSettingTexts } from "@parley/local/launch-setting-texts.ts"
import { stackSettingTexts, standardByStage } from "../../infra/setting-texts.ts"

type Section = { title: string; about?: string; settings: [name: string, SettingText][] }

/** docs/settings.md: every setting with its default, unit and effect. */
export function settingsPage(): string {
  const chapters = sections().map(({ title, about, settings }) => [`## ${title}`, ...(about ? [about] : []), table(settings)].join("\n\n"))
  return `${[pageIntroduction, ...chapters].join("\n\n")}\n`
}

/** .env.example: the same texts as comments, each above its setting. */
export function envExample(): string {
  const chapters = sections().map(({ title, about, settings }) =>
    [`# --- ${title} ---`, ...(about ? [comment(about)] : []), ...settings.map(example)].join("\n\n"),
  )
  return `${[comment(fileIntroduction), ...chapters].join("\n\n")}\n`
}

const pageIntroduction = `# Settings

\`npm run settings\` writes this page and [.env.example](../.env.example) from the code.

Every setting is optional. A bad value is refused with the setting's name. The local stage and the deployed stages read the same names from the
environment and from \`.env\`; \`.env.prod\` holds the settings of one stage. \`.env.prod\` outranks the environment, and the environment outranks
\`.env\`. A setting that the environment and \`.env.prod\` set to different values is refused, so \`NAME=value npm run deploy\` is never ignored. A value
with \`$\`, \`\\\`, \`#\` or quotes needs single quotes. On GitHub the settings are variables of the environment ([deploy](deploy.md#deploy-from-github)).`

const fileIntroduction =
  "npm run settings writes this file and docs/settings.md from the code. Every setting is optional: copy this file to .env and remove the # of the settings that you change. .env.prod holds the settings of one stage. .env.prod outranks the environment, and the environment outranks .env. A setting that the environment and .env.prod set to different values is refused. A value with $, \\, # or quotes needs single quotes."

function sections(): Section[] {
  return [
    ...Object.entries(functionSettingTexts).map(([title, texts]) => ({ title, settings: Object.entries(texts).map(withStandard) })),
    { title: "Stack", about: "Deployments only.", settings: Object.entries(stackSettingTexts) },
    { title: "Local stage", about: "`npm start` only.", settings: Object.entries(launchSettingTexts) },
  ]
}

/** The default as text: from the setting's own text, from the stages, or from the schema. */
function withStandard([name, text]: [string, SettingText]): [string, SettingText] {
  const standard = text.standard ?? (name === "BUDGET_STAGE_DAILY_USD" ? stageBudget() : schemaDefault(name as FunctionSetting))
  return [name, { ...text, standard: /^[a-z ]+$/.test(standard) && !text.standard ? `\`${standard}\`` : standard }]
}

const schemaDefault = (name: FunctionSetting) => String(settingsSchema("us-east-1").entries[name].default)

const stageBudget = () =>
  `${standardByStage(({ settings }) => settings.BUDGET_STAGE_DAILY_USD)}, ${schemaDefault("BUDGET_STAGE_DAILY_USD")} locally`

const table = (settings: Section["settings"]) =>
  [
    "| setting | default | unit | effect |",
    "| --- | --- | --- | --- |",
    ...settings.map(([name, text]) => `| \`${name}\` | ${text.standard} | ${text.unit ?? ""} | ${text.description} |`),
  ].join("\n")

const example = ([name, text]: [string, SettingText]) =>
  `${comment(`${text.description} Default: ${text.standard}.${text.unit ? ` Unit: ${text.unit}.` : ""}`)}\n#${name}=${text.example}`

/** Comment lines of at most 120 characters, without the code marks of Markdown. */
function comment(text: string): string {
  const lines: string[] = []
  for (const word of text.replaceAll("`", "").split(" ")) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < 120) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`# ${word}`)
  }
  return lines.join("\n")
}
