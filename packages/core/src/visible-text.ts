// Without imports: the page uses this file too.

/** White space, control characters, Unicode's default ignorable code points, the Braille blank and the annotation marks. */
const invisible = String.raw`[\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]`
const onlyInvisible = new RegExp(`^${invisible}*$`, "u")
const invisibleStart = new RegExp(`^${invisible}+`, "u")

/** Whether a text shows anything. A message, title or answer without visible text counts as empty. */
export const hasVisibleText = (text: string): boolean => !onlyInvisible.test(text)

export const withoutInvisibleStart = (text: string): string => text.replace(invisibleStart, "")

/** Embeddings, overrides and isolates: they would turn around the sentence that a title is put into (UAX #9, 2.1 to 2.5). */
const directionControls = /[\u202A-\u202E\u2066-\u2069]/g

/** A text without the characters that change the direction of the text after them. Marks such as U+200F act on their place only and stay. */
export const withoutDirectionControls = (text: string): string => text.replace(directionControls, "")
