import { test } from "vitest"
import { localExamples } from "../../../src/thread/local-examples.ts"
import { german } from "../../../src/words/de.ts"
import { eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const questions = () => site.page.locator(".welcome li").allInnerTexts()
const model = () => site.page.locator(".model").textContent()

test.each([
  ["the documents on a laptop", "local", "documents", localExamples, german.modelOnLaptop],
  ["a model of one's own on a laptop", "local", "local", german.exampleQuestions, german.modelOnLaptop],
  ["Amazon Bedrock on a laptop", "local", "bedrock", german.exampleQuestions, "Fake model"],
  ["Amazon Bedrock", "prod", "bedrock", german.exampleQuestions, "Fake model"],
])("the example questions fit the responder: %s", async (_name, stage, responder, expected, name) => {
  Object.assign(site.api, { stage, responder })
  await site.visit("/", { locale: "de-DE" })
  await eventually(questions).toEqual([...expected])
  await eventually(model).toBe(name)
})
