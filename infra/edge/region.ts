/** CloudFront's firewall and logs must be in us-east-1, in whatever region the stage is. */
export const edgeRegion = new aws.Provider("EdgeRegion", {
  region: "us-east-1",
  // The tags that SST gives to its own provider. They tell the stages apart in bills and in the console.
  defaultTags: { tags: { "sst:app": $app.name, "sst:stage": $app.stage } },
})
