/** The plural forms of a text. Each language has its own categories; all have `other`. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** Returns a function that formats a count in the plural form of its language; `#` is replaced by the number. */
export function pluralsOf(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count))
}
