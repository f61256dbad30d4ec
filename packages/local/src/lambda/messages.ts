// The messages between the stage and a function's process.

/** From the stage: run the handler once. `deadline` is in epoch milliseconds. */
export type Invoke = { id: string; event: unknown; deadline: number; functionName: string }

/** From the process. `bytes` are the raw bytes of the response stream, prelude included. */
export type FromFunction =
  | { kind: "ready" }
  | { kind: "bytes"; id: string; bytes: Uint8Array }
  | { kind: "end"; id: string }
  /** The process has logged the reason. */
  | { kind: "failed"; id: string }
