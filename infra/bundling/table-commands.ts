type Commands = Record<
  "DeleteCommand" | "GetCommand" | "PutCommand" | "QueryCommand" | "TransactWriteCommand" | "UpdateCommand" | "unmarshall",
  unknown
>

/** What ElectroDB takes for `@aws-sdk/lib-dynamodb` and `@aws-sdk/util-dynamodb`. It looks each of them up when it is used. */
export let DeleteCommand: unknown
export let GetCommand: unknown
export let PutCommand: unknown
export let QueryCommand: unknown
export let TransactWriteCommand: unknown
export let UpdateCommand: unknown
export let unmarshall: unknown

export function provide(commands: Commands): void {
  ;({ DeleteCommand, GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand, unmarshall } = commands)
}
