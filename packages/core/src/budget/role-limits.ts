import type { TurnSettings } from "../context.ts"
import type { NanoDollars } from "../model/price.ts"

/** Limits per UTC day of the people with a role, by the role's name. */
export type RoleLimits = Record<string, { budget: NanoDollars; turns: number }>

/** Whether a role of the person has limits of its own: only then is the person known to those who run the site. */
export const hasOwnLimits = (roleLimits: RoleLimits, roles: readonly string[]): boolean =>
  roles.some((role) => Object.hasOwn(roleLimits, role))

/**
 * The settings that hold for somebody who signed in: of their roles' limits the largest each, or a visitor's if no role has any. A person with
 * limits of their own has no limit by address, since a whole office may have one; the stage's budget holds in its place. The others keep it:
 * where anybody can register, accounts cost nothing.
 */
export function personSettings(settings: TurnSettings, roleLimits: RoleLimits, roles: readonly string[]): TurnSettings {
  const held = roles.flatMap((role) => (Object.hasOwn(roleLimits, role) ? [roleLimits[role] as RoleLimits[string]] : []))
  if (held.length === 0) return settings
  const { stage } = settings.budgets
  return {
    ...settings,
    budgets: { visitor: Math.max(...held.map(({ budget }) => budget)), address: stage, stage },
    turnsPerVisitorDaily: Math.max(...held.map(({ turns }) => turns)),
    turnsPerMinute: { ...settings.turnsPerMinute, address: 0 },
  }
}
