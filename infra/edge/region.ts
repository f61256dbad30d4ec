/** What belongs to a distribution beside it (firewall, logs) lives in us-east-1, wherever the stage is. */
export const edgeRegion = new aws.Provider("EdgeRegion", {
  region: "us-east-1",
  // What SST gives to its own provider, by which bills and people tell one stage from another.
  defaultTags: { tags: { "sst:app": $app.name, "sst:stage": $app.stage } },
})
