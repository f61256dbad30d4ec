import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb"
import { unmarshall } from "@aws-sdk/util-dynamodb"
import { provide } from "./table-commands.ts"

/**
 * ElectroDB is CommonJS, and esbuild keeps everything that `require` reaches: the whole DynamoDB client with its document layer. This module gives
 * ElectroDB only the commands that the functions use.
 */
provide({ BatchGetCommand, DeleteCommand, GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand, unmarshall })

export { Entity, Service } from "electrodb"
