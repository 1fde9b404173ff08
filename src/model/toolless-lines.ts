import type { Line } from './dialects.ts';

/** Words for functions that a model, or a server as it was started, cannot call. As of 2026-12-01. Every pattern is linear. */
export const toollessLines: readonly Line[] = [
  {
    means: 'toolless',
    seen: { Ollama: 'ollama/ollama#6027', xAI: 'google/adk-python#952' },
    words: /does(?:n't| not) support (?:tools\b|tool use|tool calling|function calling|functions\b)/i,
  },
  {
    means: 'toolless',
    seen: { OpenRouter: 'pydantic/pydantic-ai#2896' },
    words: /no endpoints found that support tool use/i,
  },
  {
    means: 'toolless',
    seen: { vLLM: 'langchain4j/langchain4j#3475' },
    words: /tool choice requires --enable-auto-tool-choice/i,
  },
  {
    means: 'toolless',
    seen: { 'llama.cpp': 'defilantech/LLMKube#126' },
    words: /tools param requires --jinja/i,
  },
  {
    means: 'toolless',
    seen: { OpenAI: 'sbintuitions/flexeval#242', Azure: 'MicrosoftDocs/azure-docs#121504' },
    words: /\b(?:tools|functions) (?:is|are) not supported (?:in|for|with|by) this (?:model|API version)/i,
  },
  {
    means: 'toolless',
    seen: { Gemini: 'google/adk-python#134', Groq: 'recalled' },
    words:
      /(?:function calling|tool use with function calling|tool calling`?) is (?:unsupported|not (?:supported|enabled))/i,
  },
];
