import { spawnSync } from "node:child_process"
import { root } from "../synth/paths.ts"
import { buildSite } from "../synth/site-build.ts"
import { type Finding, fix, ok } from "./finding.ts"

/** Builds the site as a deploy does. */
export function checkSiteBuild(): Finding {
  try {
    buildSite(() => {})
    return ok("site", "builds")
  } catch (error) {
    return fix("site", error instanceof Error ? error.message : "The site does not build.", "Run npm run build in packages/site.")
  }
}

/** Synthesizes the stack in a process of its own, for SST keeps its state in modules. */
export function checkSynth(stage: string): Finding {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}/tools/synth/main.ts`, "--stage", stage], {
    cwd: root,
    encoding: "utf8",
  })
  if (status === 0) return ok("stack", `${/^Stage .*$/m.exec(stdout)?.[0] ?? "synthesized"}`)
  return fix("stack", `The stack cannot be synthesized: ${stderr.trim().split("\n")[0]}`, `Run npm run synth -- --stage ${stage}.`)
}
