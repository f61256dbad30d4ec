type Condition = { test: string; variable: string; values: string[] }
type Principal = { type: string; identifiers: string[] }
type Statement = { effect?: string; actions?: string[]; resources?: string[]; principals?: Principal[]; conditions?: Condition[] }

/** The AWS provider's result of `getPolicyDocument`: the policy as IAM reads it. */
export function policyDocument(statements: Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ effect, actions, resources, principals, conditions }) => ({
      Effect: effect ?? "Allow",
      ...(principals ? { Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])) } : {}),
      ...(actions ? { Action: actions } : {}),
      ...(resources ? { Resource: resources } : {}),
      ...(conditions?.length ? { Condition: conditionsOf(conditions) } : {}),
    })),
  })
}

function conditionsOf(conditions: Condition[]): Record<string, Record<string, string[]>> {
  const tests: Record<string, Record<string, string[]>> = {}
  for (const { test, variable, values } of conditions) tests[test] = { ...tests[test], [variable]: values }
  return tests
}
