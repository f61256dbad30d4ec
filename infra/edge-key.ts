import { api } from "./api.ts"

// Every one of them is accepted, the first is sent. To change the key without refusing anybody: swap the two and deploy, then put a new name in
// the place of the second and deploy.
const names = ["ApiEdgeKeyA", "ApiEdgeKeyB"] as const

const plan = api.addUsagePlan("ApiEdgePlan", {})
const [first, ...others] = names
const current = plan.addApiKey(first)
for (const name of others) plan.addApiKey(name)

/** The key that every route needs and only the distribution knows, so that nothing gets around the edge. AWS makes its value. */
export const edgeKey = current.value
