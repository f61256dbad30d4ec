import type { SettingText } from "@parley/functions/setting-texts.ts"

/** Every setting that only the local stage reads (launch-settings.ts), in the order of the settings page. */
export const launchSettingTexts = {
  PORT: { description: "The port of the site. 0 picks a free port, as for the other ports.", standard: "3000", example: "3000" },
  BEDROCK_PORT: { description: "The port of the Bedrock-compatible endpoint.", standard: "4100", example: "4100" },
  DYNAMODB_PORT: { description: "The port of the database.", standard: "4101", example: "4101" },
  OIDC_PORT: { description: "The port of the OpenID provider of `npm start -- --sign-in`.", standard: "4102", example: "4102" },
  DATA_DIR: { description: "The folder of the data, relative to the repository.", standard: ".local", example: ".local" },
  LOCAL_MODEL_URL: {
    description: "An OpenAI-compatible server that answers: Ollama, llama.cpp, LM Studio, vLLM.",
    standard: "none, the built-in responder answers",
    example: "http://localhost:11434/v1",
  },
  LOCAL_MODEL_NAME: { description: "The model of that server.", standard: "the first in its list", example: "gemma3" },
  LOCAL_MODELS: {
    description: "`off` does not look for Ollama, LM Studio and llama.cpp on this machine when no model is set.",
    standard: "none, the start looks for them and offers them",
    example: "off",
  },
  BEDROCK: {
    description: "`aws` calls Amazon Bedrock with your own AWS credentials.",
    standard: "none, the embedded endpoint answers",
    example: "aws",
  },
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: {
    description: "Another Bedrock endpoint. The embedded one does not start then.",
    standard: "none",
    example: "http://localhost:4566",
  },
  AWS_ENDPOINT_URL_DYNAMODB: {
    description: "Another DynamoDB endpoint. The embedded database does not start then.",
    standard: "none",
    example: "http://localhost:8000",
  },
} satisfies Record<string, SettingText>

export const launchDefault = (name: "PORT" | "BEDROCK_PORT" | "DYNAMODB_PORT" | "OIDC_PORT" | "DATA_DIR"): string =>
  launchSettingTexts[name].standard
