import type { BlockOf } from "@parley/api/block.ts"
import { tokenBound } from "../../model/token-bound.ts"
import { escaped } from "../escaped.ts"
import { fenced } from "../fenced.ts"
import { type JsonValue, withoutEmptyKeys } from "../json.ts"
import type { Growing, Kind } from "../kind.ts"

type Input = { [key: string]: JsonValue }

export const toolUse: Kind<"toolUse"> = {
  tokenBound: ({ toolUse: { toolUseId, name, input } }) => tokenBound(JSON.stringify({ toolUseId, name, input: inputOf(input) })),
  toConverse: ({ toolUse: { toolUseId, name, input } }) => ({ toolUse: { toolUseId, name, input: inputOf(input) } }),
  open: ({ start }) => {
    const { toolUseId, name } = start?.toolUse ?? {}
    return toolUseId && name ? growing({ toolUseId, name }) : undefined
  },
  toMarkdown: ({ toolUse: { name, title, input, status } }) => `*Tool: ${escaped(title ?? name)} (${status})*\n\n${fenced(input, "json")}`,
}

/** Models take an object only. */
const inputOf = (input: unknown): Input => (isObject(input) ? (withoutEmptyKeys(input) as Input) : {})

const isObject = (input: unknown): input is Input => typeof input === "object" && input !== null && !Array.isArray(input)

function growing(named: Pick<BlockOf<"toolUse">["toolUse"], "toolUseId" | "name">): Growing {
  let json = ""
  return {
    block: { toolUse: { ...named, input: {}, status: "running" } },
    // The input is no text that grows: it is JSON only once it is whole.
    add(delta) {
      json += delta.toolUse?.input ?? ""
      return ""
    },
    close: () => ({ toolUse: { ...named, ...read(json) } }),
  }
}

/** A tool without parameters may get no input at all. Input that is not a JSON object is kept as it is, and the call is not made. */
function read(json: string): Pick<BlockOf<"toolUse">["toolUse"], "input" | "status"> {
  if (json.trim() === "") return { input: {}, status: "running" }
  try {
    const input: unknown = JSON.parse(json)
    return { input, status: isObject(input) ? "running" : "failed" }
  } catch {
    return { input: json, status: "failed" }
  }
}
