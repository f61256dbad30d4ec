import { expect, test } from "vitest"
import { attachment } from "../src/resources/file-name.ts"

test.each([
  ["Café crème à la carte", "cafe-creme-a-la-carte", "Caf%C3%A9%20cr%C3%A8me%20%C3%A0%20la%20carte"],
  ["Résumé für Müller & Söhne", "resume-fur-muller-sohne", "R%C3%A9sum%C3%A9%20f%C3%BCr%20M%C3%BCller%20%26%20S%C3%B6hne"],
  ["Straße", "strasse", "Stra%C3%9Fe"],
  ["日本語", "conversation", "%E6%97%A5%E6%9C%AC%E8%AA%9E"],
  ["Привет", "conversation", "%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"],
  ["🎉", "conversation", "%F0%9F%8E%89"],
  [`${"a".repeat(59)} b`, "a".repeat(59), "a".repeat(59)],
  [`${"a".repeat(59)}🎉b`, "a".repeat(59), "a".repeat(59)],
  ['../etc: "x" (it\'s)*', "etc-x-it-s", "etc%20x%20%28it%27s%29"],
  ["a\u202Efdp.exe", "a-fdp-exe", "a%20fdp.exe"],
])("a download of %j has a plain file name for every client and a UTF-8 name", (title, plain, own) => {
  expect(attachment(title, "md")).toBe(`attachment; filename="${plain}.md"; filename*=UTF-8''${own}.md`)
})

test("a title without characters valid in a file name gives the plain name only", () => {
  expect(attachment("///", "json")).toBe('attachment; filename="conversation.json"')
})
