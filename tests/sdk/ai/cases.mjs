// Reads what to ask from standard input, asks it through the AI SDK, and prints what came of every case.

import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from "ai";

globalThis.AI_SDK_LOG_WARNINGS = false;

const asked = JSON.parse(await new Response(process.stdin).text());
const { client, address, key, prompt, system, settings, results } = asked;

const baseURL = `${address}/v1`;
const openai = createOpenAI({ baseURL, apiKey: key });
const anthropic = createAnthropic({ baseURL, apiKey: key });

const model = {
  "ai-openai-chat": (name) => openai.chat(name),
  "ai-openai-responses": (name) => openai.responses(name),
  "ai-anthropic": (name) => anthropic(name),
}[client];

// what each provider of the SDK wants to be told before it shows what was thought
const thinking = {
  openai: { reasoningEffort: "high", reasoningSummary: "auto", forceReasoning: true, store: false, include: ["reasoning.encrypted_content"] },
  anthropic: { thinking: { type: "enabled", budgetTokens: 2048 } },
};
const chatThinking = { openai: { reasoningEffort: "high", forceReasoning: true } };

const tools = Object.fromEntries(
  Object.entries(asked.tools).map(([name, { description, parameters }]) => [
    name,
    tool({
      description,
      inputSchema: jsonSchema(parameters),
      execute: async () => results[name],
    }),
  ]),
);

const common = (name) => ({ model: model(name), maxRetries: 0, maxOutputTokens: 4096 });

const told = ({ steps, text }) => ({
  calls: steps.flatMap((step) => step.toolCalls).map(({ toolName, input }) => ({ name: toolName, input })),
  text,
});

const loop = (name, offered) => ({ ...common(name), prompt, tools: offered, stopWhen: stepCountIs(3) });

const ask = async (name, content) => {
  const { text } = await generateText({ ...common(name), messages: [{ role: "user", content }] });
  return text;
};

const cases = {
  text: async () => (await generateText({ ...common("sim-ok"), prompt })).text,

  stream: async () => {
    const { textStream } = streamText({ ...common("sim-ok"), prompt });
    const pieces = [];
    for await (const piece of textStream) pieces.push(piece);
    return pieces;
  },

  tools: async () => told(await generateText(loop("sim-tools", tools))),

  "tools streamed": async () => {
    const stream = streamText({ ...loop("sim-tools", tools), onError: ({ error }) => { throw error; } });
    await stream.consumeStream();
    return told({ steps: await stream.steps, text: await stream.text });
  },

  image: () =>
    ask("sim-see", [
      { type: "text", text: prompt },
      { type: "image", image: asked.png, mediaType: "image/png" },
      { type: "image", image: new URL(asked.url) },
    ]),

  document: () =>
    ask("sim-see", [
      { type: "text", text: prompt },
      { type: "file", data: asked.pdf, mediaType: "application/pdf", filename: "a.pdf" },
    ]),

  "JSON schema": async () => {
    const output = Output.object({ schema: jsonSchema(asked.schema), name: "person" });
    // else the SDK asks a model that it does not know for a call of a tool
    const providerOptions = { anthropic: { structuredOutputMode: "outputFormat" } };
    return (await generateText({ ...common("sim-json"), prompt, output, providerOptions })).output;
  },

  settings: async () => {
    const { text } = await generateText({
      ...common("sim-echo"),
      system,
      prompt,
      temperature: settings.temperature,
      maxOutputTokens: settings.max_tokens,
      ...(client === "ai-openai-responses" ? {} : { stopSequences: settings.stop }),
    });
    return text;
  },

  reasoning: async () => {
    const offered = { get_weather: tools.get_weather };
    const providerOptions = client === "ai-openai-chat" ? chatThinking : thinking;
    const answer = await generateText({ ...loop("sim-think", offered), providerOptions });
    return { ...told(answer), thought: answer.steps.map((step) => step.reasoningText ?? "").join("") };
  },
};

for (const failing of asked.failures) {
  cases[failing] = async () => {
    try {
      await generateText({ ...common(failing), prompt });
    } catch (error) {
      return { name: error.name, status: error.statusCode, message: error.message };
    }
    return { name: "none" };
  };
}

const answers = {};
for (const [name, run] of Object.entries(cases)) {
  try {
    answers[name] = { came: await run() };
  } catch (error) {
    answers[name] = { failed: `${error.name}: ${error.message} ${error.responseBody ?? ""}` };
  }
}
console.log(JSON.stringify(answers));
