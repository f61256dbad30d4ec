/** For the stage on a laptop without a model, where only this project's own documents answer, in their language. */
export const localExamples = [
  "How do I deploy to prod?",
  "What keeps the bill from running away?",
  "How long are conversations kept?",
  "What if I reload in mid-answer?",
]
