import { isWithoutModel } from "../composer/first-reads.ts"
import { send } from "../composer/sending.ts"
import { edit } from "../composer/typing.ts"
import { text } from "../words/text.ts"
import { localExamples } from "./local-examples.ts"
import type { Thread } from "./state/thread.ts"

/** What a new conversation shows: an invitation, and questions that can be asked with one press. */
export function Welcome({ thread }: { thread: Thread }) {
  const ask = (question: string) => {
    edit(thread, question)
    void send(thread)
  }
  const questions = isWithoutModel.value ? localExamples : text.exampleQuestions
  return (
    <section class="welcome" aria-labelledby="welcome">
      <h2 id="welcome">{text.welcome}</h2>
      <p>{text.welcomeDetail}</p>
      <ul aria-label={text.examples}>
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
