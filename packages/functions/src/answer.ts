/** What a route answers. A body in pieces is sent as it is made. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string | AsyncIterable<string> }

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(value),
})

export const noContent = (): Answer => ({ status: 204 })
