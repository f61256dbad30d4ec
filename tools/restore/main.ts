// npm run restore -- --from RESTORED_TABLE --to TABLE: the last step of docs/operations.md, "Bring back what was lost".
import { parseArgs } from "node:util"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { copyBack } from "./copy-back.ts"

const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } })
const { from, to } = values
if (!from || !to || from === to) {
  console.error("Name the two tables: npm run restore -- --from RESTORED_TABLE --to TABLE.")
  process.exit(1)
}
const { copied, alreadyThere, expired } = await copyBack(new DynamoDBClient(), from, to, Date.now())
console.log(`${copied} items copied from ${from} to ${to}; ${alreadyThere} were there already, ${expired} have expired meanwhile.`)
