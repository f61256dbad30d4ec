/** What belongs to a distribution beside it (firewall, logs) lives in us-east-1, wherever the stage is. */
export const edgeRegion = new aws.Provider("EdgeRegion", { region: "us-east-1" })
