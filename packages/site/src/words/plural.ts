/** The word forms of a count. Languages use those of their own: `other` is in all of them. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** Makes a function that puts a count into the form its language asks for; `#` stands for the number. */
export function pluralsOf(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count))
}
