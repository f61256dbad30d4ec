type Commands = Record<
  | "BatchGetCommand"
  | "DeleteCommand"
  | "GetCommand"
  | "PutCommand"
  | "QueryCommand"
  | "TransactWriteCommand"
  | "UpdateCommand"
  | "unmarshall",
  unknown
>

/** The parts of `@aws-sdk/lib-dynamodb` and `@aws-sdk/util-dynamodb` that ElectroDB uses. It looks up each one on use. */
export let BatchGetCommand: unknown
export let DeleteCommand: unknown
export let GetCommand: unknown
export let PutCommand: unknown
export let QueryCommand: unknown
export let TransactWriteCommand: unknown
export let UpdateCommand: unknown
export let unmarshall: unknown

export function provide(commands: Commands): void {
  ;({ BatchGetCommand, DeleteCommand, GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand, unmarshall } = commands)
}
