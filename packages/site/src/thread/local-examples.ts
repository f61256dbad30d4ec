/** For the local stage without a model, which answers from this project's documents, in their language. */
export const localExamples = [
  "How do I deploy to prod?",
  "What keeps the bill from running away?",
  "How long are conversations kept?",
  "What if I reload in mid-answer?",
]
