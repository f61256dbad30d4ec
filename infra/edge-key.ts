import { api } from "./api.ts"

const plan = api.addUsagePlan("ApiEdgePlan", {})

// All keys are accepted, the first is sent. To rotate: put a new name first and deploy, then remove the old one and deploy.
const current = plan.addApiKey("ApiEdgeKeyA")
plan.addApiKey("ApiEdgeKeyB")

/** The key that every route needs and only the distribution knows, so that nothing gets around the edge. AWS makes its value. */
export const edgeKey = current.value
