import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider"

/**
 * The provider's store of sessions, codes and refresh tokens, in the memory of this process. The library's own memory adapter prints a
 * warning that it is for quick starts only. Expired entries stay until the process ends; the library checks their expiry.
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
      // Codes for devices without a keyboard are not offered.
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
