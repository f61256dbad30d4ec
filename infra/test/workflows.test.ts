import { globSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"
import { functionSettings } from "../settings.ts"

const stackOnly = [
  "ALARM_EMAIL",
  "COGNITO",
  "COGNITO_MFA",
  "COGNITO_SELF_SIGN_UP",
  "CONCURRENCY",
  "DOMAIN",
  "PERMISSIONS_BOUNDARY",
  "WAF_CHALLENGE",
]
const files = globSync(".github/workflows/*.yml", { cwd: root })
const texts = new Map(files.map((file) => [file.slice(file.lastIndexOf("/") + 1), readFileSync(`${root}/${file}`, "utf8")]))
const each = [...texts]
const deployStage = texts.get("deploy-stage.yml") ?? ""

describe.each(each)("%s", (_, text) => {
  test("pins actions to a commit, with the version in a comment", () => {
    const used = [...text.matchAll(/uses: (.+)$/gm)].map(([, action = ""]) => action)
    expect(
      used.filter((action) => !/^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(action)),
    ).toEqual([])
  })

  test("has permission to read the repository and, if it deploys, to request a role, and no other", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
    const rights = [...text.matchAll(/^ +([a-z-]+): (read|write)$/gm)].map(([, name, right]) => `${name} ${right}`)
    const allowed = ["contents read", ...(text === texts.get("check.yml") ? [] : ["id-token write"])]
    expect(rights.filter((right) => !allowed.includes(right))).toEqual([])
  })

  test("uses no stored key and runs no text from outside", () => {
    expect(text).not.toMatch(/secrets\.|pull_request_target|aws-access-key/)
    const scripts = [...text.matchAll(/^ +-? ?run: (.+)$/gm)].map(([, script = ""]) => script)
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([])
    const checkouts = text.match(/actions\/checkout@/g)?.length ?? 0
    expect(text.match(/persist-credentials: false/g)?.length ?? 0).toBe(checkouts)
  })
})

/** The text of each job, by name. */
const jobsOf = (text: string): [string, string][] =>
  text
    .slice(text.search(/^jobs:$/m))
    .split(/^ {2}(?=\S+:$)/m)
    .slice(1)
    .map((job) => [job.slice(0, job.indexOf(":")), job])
const jobs = each.flatMap(([file, text]) => jobsOf(text).map(([name, job]) => ({ name: `${file} ${name}`, job })))

describe("the supply chain", () => {
  test("a job that can request a role neither installs nor builds, and installs run no package scripts", () => {
    const privileged = jobs.filter(({ job }) => job.includes("id-token: write"))
    expect(privileged.map(({ name }) => name)).toEqual(["deploy-stage.yml deploy", "deploy.yml staging", "deploy.yml prod"])
    expect(privileged.filter(({ job }) => /npm (ci|i|install|exec|rebuild)\b|npx|run build|synth|checkout@|\.ci\/run/.test(job))).toEqual(
      [],
    )
    const installing = [...jobs.map(({ job }) => job), readFileSync(`${root}/.ci/run`, "utf8")].flatMap(
      (text) => text.match(/npm ci.*$/gm) ?? [],
    )
    expect(installing).toEqual(["npm ci --ignore-scripts", "npm ci --ignore-scripts"])
  })

  test("the stage is deployed from a build of the same commit, without a cache in between", () => {
    const deploy = texts.get("deploy.yml") ?? ""
    expect(deploy).toMatch(/^ {10}name: deployment-\$\{\{ github\.event\.workflow_run\.head_sha \}\}$/m)
    expect(deploy.match(/^ {6}commit: \$\{\{ github\.event\.workflow_run\.head_sha \}\}$/gm)).toHaveLength(2)
    expect(deployStage).toMatch(/^ {10}name: deployment-\$\{\{ inputs\.commit \}\}$/m)
    expect(deploy).toMatch(/ {2}staging:\n {4}needs: build\n/)
    expect([deploy, deployStage].filter((text) => /cache: npm/.test(text))).toEqual([])
    expect(deployStage).toContain('SITE_BUILT: "on"')
  })

  test("every install uses the npm version of package.json", () => {
    const installing = jobs.filter(({ job }) => /npm ci|\.ci\/run/.test(job))
    const places = installing.map(({ job }) => [job.indexOf("corepack enable npm"), job.search(/npm ci|\.ci\/run/)] as const)
    expect(places.map(([pinned = -1, installed = -1]) => pinned > 0 && pinned < installed)).toEqual([true, true])
  })
})

describe("a deployment", () => {
  test("to prod waits for staging and for an approval", () => {
    const deploy = texts.get("deploy.yml") ?? ""
    expect(deploy).toMatch(/prod:\n {4}needs: staging/)
    expect(deploy).toMatch(/conclusion == 'success'/)
    expect(deployStage).toMatch(/^ {4}environment: \$\{\{ inputs\.stage \}\}$/m)
  })

  test("uses the checked commit, runs alone, and is never cancelled halfway", () => {
    expect(texts.get("deploy.yml")).toMatch(/^ +ref: \$\{\{ github\.event\.workflow_run\.head_sha \}\}$/m)
    expect(deployStage).toContain("cancel-in-progress: false")
  })

  test("takes every setting from its stage's GitHub environment, and the role through OIDC", () => {
    const taken = [...deployStage.matchAll(/^ {6}([A-Z_]+): \$\{\{ vars\.([A-Z_]+) \}\}$/gm)]
    expect(taken.every(([, name, variable]) => name === variable)).toBe(true)
    expect(taken.map(([, name]) => name).sort()).toEqual([...functionSettings, ...stackOnly].sort())
    expect(deployStage).toMatch(/^ +role-to-assume: \$\{\{ vars\.AWS_ROLE_ARN \}\}$/m)
  })
})

describe("the trust policy of docs/deploy.md", () => {
  const page = readFileSync(`${root}/docs/deploy.md`, "utf8")

  test("uses GitHub's subject format with ids, for the workflow's environment", () => {
    expect(page).toContain('"token.actions.githubusercontent.com:sub": "repo:OWNER@OWNER-ID/REPOSITORY@REPOSITORY-ID:environment:prod"')
    expect(deployStage).toMatch(/^ {4}environment: \$\{\{ inputs\.stage \}\}$/m)
  })

  test("is printed by the documented command, from the fields of GitHub's response", () => {
    const program = /--jq '"(.+)"'/.exec(page)?.[1] ?? ""
    const repository: Record<string, string> = { ".owner.login": "octocat", ".owner.id": "123456", ".name": "my-repo", ".id": "456789" }
    const printed = program.replaceAll(/\\\(([^)]+)\)/g, (_, field: string) => repository[field] ?? "unknown")
    expect(printed).toBe("repo:octocat@123456/my-repo@456789:environment:prod")
  })
})

test("CI runs the same checks as developers", () => {
  expect(texts.get("check.yml")).toContain("run: .ci/run")
})
