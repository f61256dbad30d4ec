import { editDraft } from "../composer/edit-draft.ts"
import { sendMessage } from "../composer/send-message.ts"
import { isWithoutModel } from "../page/config.ts"
import { t } from "../words/t.ts"
import { localExamples } from "./local-examples.ts"
import type { Thread } from "./state/thread.ts"

/** The content of a new conversation: a heading and example questions. */
export function Welcome({ thread }: { thread: Thread }) {
  const ask = (question: string) => {
    editDraft(thread, question)
    void sendMessage(thread)
  }
  const questions = isWithoutModel.value ? localExamples : t.exampleQuestions
  return (
    <section class="welcome" aria-labelledby="welcome">
      <h2 id="welcome">{t.welcome}</h2>
      <p>{t.welcomeDetail}</p>
      <ul aria-label={t.examples}>
        {questions.map((question) => (
          <li key={question}>
            <button type="button" onClick={() => ask(question)}>
              <bdi>{question}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
