import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider"

/**
 * Where the provider keeps sessions, codes and refresh tokens: in this process only. Its own adapter for that is meant for a quick start and
 * says so on the terminal. What has run out stays until the end, and the provider itself looks at the time.
 */
export function memory(): AdapterFactory {
  const kept = new Map<string, AdapterPayload>()
  return (model) => {
    const key = (id: string) => `${model}:${id}`
    const isOfModel = (name: string) => name.startsWith(key(""))
    const adapter: Adapter = {
      async upsert(id, payload) {
        kept.set(key(id), payload)
      },
      find: async (id) => kept.get(key(id)),
      findByUid: async (uid) => [...kept].find(([name, payload]) => isOfModel(name) && payload.uid === uid)?.[1],
      // Codes for devices without a keyboard: not offered.
      findByUserCode: async () => undefined,
      async consume(id) {
        const payload = kept.get(key(id))
        if (payload) payload.consumed = Math.floor(Date.now() / 1_000)
      },
      async destroy(id) {
        kept.delete(key(id))
      },
      async revokeByGrantId(grantId) {
        for (const [name, payload] of kept) if (isOfModel(name) && payload.grantId === grantId) kept.delete(name)
      },
    }
    return adapter
  }
}
