import type { NanoDollars } from "./price.ts"
import type { TurnSettings } from "./turn/context.ts"

/** Limits per UTC day of whoever has a role, by the role's name. */
export type RoleLimits = Record<string, { budget: NanoDollars; turns: number }>

/**
 * The settings that hold for somebody who signed in: of their roles' limits the largest each, or a visitor's if no role has any. The budget
 * of the network address is not theirs to share, since a whole office may have one; the stage's budget holds in its place.
 */
export function personSettings(settings: TurnSettings, roleLimits: RoleLimits, roles: readonly string[]): TurnSettings {
  const held = roles.flatMap((role) => (Object.hasOwn(roleLimits, role) ? [roleLimits[role] as RoleLimits[string]] : []))
  const { visitor, stage } = settings.budgets
  return {
    ...settings,
    budgets: { visitor: held.length ? Math.max(...held.map(({ budget }) => budget)) : visitor, address: stage, stage },
    turnsPerVisitorDaily: held.length ? Math.max(...held.map(({ turns }) => turns)) : settings.turnsPerVisitorDaily,
  }
}
