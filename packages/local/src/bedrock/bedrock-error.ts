/** Amazon Bedrock's error names and the HTTP status of each. Source: the API reference of Converse and of the common errors. */
export const bedrockErrors = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelTimeoutException: 408,
  RequestEntityTooLargeException: 413,
  ResourceNotFoundException: 404,
  SerializationException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  UnknownOperationException: 404,
  ValidationException: 400,
} as const

export type BedrockErrorName = keyof typeof bedrockErrors

/** An error as the caller receives it: the name in `x-amzn-errortype`, the message in the body. */
export class BedrockError extends Error {
  override readonly name: BedrockErrorName
  readonly status: number
  constructor(name: BedrockErrorName, message: string) {
    super(message)
    this.name = name
    this.status = bedrockErrors[name]
  }
}

export const validation = (message: string): BedrockError => new BedrockError("ValidationException", message)
