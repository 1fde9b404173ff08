import type { Line } from './dialects.ts';

/**
 * Words for a window that is exceeded: those with numbers come first. As of 2026-11-29. Every pattern is linear: runs are
 * bounded, and two runs never share a character.
 */
export const overflowLines: readonly Line[] = [
  // A window that is exceeded, with numbers.
  {
    means: 'overflow',
    seen: { vLLM: 'code', 'vLLM behind Bedrock and Cloudflare': 'code' },
    words:
      /maximum context length is (?<limit>\d{1,9}) tokens\. however, you requested (?<output>\d{1,9}) output tokens and your prompt contains (?:at least )?(?<input>\d{1,9}) input tokens/i,
  },
  {
    means: 'overflow',
    seen: { vLLM: 'code' },
    words:
      /passed (?<input>\d{1,9}) input tokens and requested (?<output>\d{1,9}) output tokens\. however, the model's context length is only (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { SGLang: 'code' },
    words:
      /maximum context length of (?<limit>\d{1,9}) tokens\. you requested a total of (?<asked>\d{1,9}) tokens: (?<input>\d{1,9}) tokens from the input/i,
  },
  {
    means: 'overflow',
    seen: { SGLang: 'code' },
    words: /input length \((?<input>\d{1,9})\) exceeds model's maximum context length \((?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { Moonshot: 'MoonshotAI/kimi-cli#2011' },
    words: /exceeded model token limit: (?<limit>\d{1,9}) \(requested: (?<asked>\d{1,9})\)/i,
  },
  {
    means: 'overflow',
    seen: { DS4: 'code' },
    words: /prompt has (?<input>[\d,]{1,12}) tokens?, but the configured context size is (?<limit>[\d,]{1,12})/i,
  },
  {
    means: 'overflow',
    seen: { 'GitHub Copilot': 'code' },
    words: /token count of (?<input>\d{1,9}) exceeds the limit of (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: {
      OpenAI: 'smol-ai/developer#7',
      DeepSeek: 'evalstate/fast-agent#621',
      vLLM: 'vllm-project/vllm#20409',
      OpenRouter: 'OpenHands/OpenHands#9937',
    },
    words:
      /maximum context length is (?<limit>\d{1,9}) tokens[.,;]? however,? (?:your messages resulted in|you requested)(?: about)? (?<asked>\d{1,9}) tokens(?: \((?<input>\d{1,9}) (?:in|of) [^()]{0,80}?\b(?<output>\d{1,9}) (?:in|for) the (?:completion|output))?/i,
  },
  {
    means: 'overflow',
    seen: { vLLM: 'vllm-project/vllm#19861' },
    words:
      /is too large: (?<output>\d{1,9}).{0,40}maximum context length is (?<limit>\d{1,9}) tokens and your request has (?<input>\d{1,9}) input tokens/i,
  },
  {
    means: 'overflow',
    seen: { vLLM: 'Gabesarch/grounded-rl#16' },
    words: /prompt \(length (?<input>\d{1,9})\) is longer than the maximum model length of (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { SGLang: 'QwenLM/Qwen3#1321' },
    words: /input \((?<input>\d{1,9}) tokens\) is longer than the model's context length \((?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { SGLang: 'sgl-project/sglang#4048' },
    words: /input length \((?<input>\d{1,9}) tokens\) exceeds the maximum allowed length \((?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { Anthropic: 'stackblitz/bolt.new#2449', Bedrock: 'strands-agents/harness-sdk#1663' },
    words: /prompt is too long: (?<input>\d{1,9}) tokens > (?<limit>\d{1,9}) maximum/i,
  },
  {
    means: 'overflow',
    seen: { Anthropic: 'kortix-ai/suna#172' },
    words: /exceed context limit: (?<input>\d{1,9}) \+ (?<output>\d{1,9}) > (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { Gemini: 'google-gemini/gemini-cli#6678' },
    words:
      /input token count \(?(?<input>\d{1,9})\)? exceeds the maximum number of tokens allowed \(?(?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: {
      Groq: 'ITSpecialist111/ai_automation_suggester#61',
      'Groq, for our own limit of an answer': 'assistant-koreader/koassistant.koplugin#106',
      OpenAI: 'vanna-ai/vanna-flask#11',
    },
    status: [413, 429],
    words: /request too large.{0,400}?\blimit (?<limit>\d{1,9}), requested (?<asked>\d{1,9})/is,
    paced: true,
  },
  {
    means: 'overflow',
    seen: { xAI: 'cline/cline#3120' },
    words: /maximum prompt length is (?<limit>\d{1,9}) but the request contains (?<input>\d{1,9}) tokens/i,
  },
  {
    means: 'overflow',
    seen: { TGI: 'huggingface/chat-ui#340', 'Hugging Face': 'huggingface/huggingface_hub#2763', Together: 'recalled' },
    words:
      /`inputs` tokens \+ `max_new_tokens` must be <= (?<limit>\d{1,9})\. Given: (?<input>\d{1,9}) `inputs` tokens and (?<output>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { TGI: 'opea-project/GenAIExamples#340' },
    words: /`?inputs`? must have less than (?<limit>\d{1,9}) tokens(?:\. Given: (?<input>\d{1,9}))?/i,
  },
  {
    means: 'overflow',
    seen: { Cerebras: 'cline/cline#5140' },
    words: /current length is (?<asked>\d{1,9}) while limit is (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { Fireworks: 'fw-ai/cookbook#134' },
    words: /prompt is too long: (?<input>\d{1,9}), model maximum context length: (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { Mistral: 'code' },
    words: /prompt contains (?<input>\d{1,9}) tokens.{0,60}too large for model with (?<limit>\d{1,9}) maximum context/i,
  },
  {
    means: 'overflow',
    seen: { 'llama-cpp-python': 'rllm-team/rllm#55' },
    words: /requested tokens \((?<asked>\d{1,9})\) exceed context window of (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { 'LM Studio': 'lmstudio-ai/lmstudio-bug-tracker#237' },
    words:
      /trying to keep the first (?<input>\d{1,9}) tokens when context.{0,120}context length of only (?<limit>\d{1,9})/i,
  },
  {
    means: 'overflow',
    seen: { 'LM Studio': 'lmstudio-ai/lmstudio-bug-tracker#1024' },
    words: /reached context length of (?<limit>\d{1,9}) tokens/i,
  },
  {
    means: 'overflow',
    seen: { 'Alibaba Model Studio': 'code' },
    words: /range of input length should be \[1, ?(?<limit>\d{1,9})\]/i,
  },
  // The same without numbers, or with numbers in fields of their own.
  { means: 'overflow', seen: { 'llama.cpp': 'ggml-org/llama.cpp#15780' }, code: 'exceed_context_size_error' },
  {
    means: 'overflow',
    seen: { 'llama.cpp': 'ggml-org/llama.cpp#17284', 'llama.cpp, when its slots are full': 'code' },
    words: /exceeds? the available context size|context size has been exceeded/i,
  },
  {
    means: 'overflow',
    seen: { Ollama: 'nano-step/nano-brain#208' },
    words: /input length exceeds the context length/i,
  },
  {
    means: 'overflow',
    seen: { Bedrock: 'anthropics/claude-code#760' },
    words: /input is too long for requested model/i,
  },
  { means: 'overflow', seen: { LiteLLM: 'BerriAI/litellm#10431' }, words: /ContextWindowExceededError/ },
  { means: 'overflow', seen: { Zhipu: 'recalled' }, words: /prompt exceeds max length/i },
  { means: 'overflow', seen: { Zhipu: 'code' }, words: /model_context_window_exceeded/i },
  { means: 'overflow', seen: { MiniMax: 'earendil-works/pi#6061' }, words: /context window exceeds limit/i },
  { means: 'overflow', seen: { Ollama: 'code' }, words: /prompt too long; exceeded (?:max )?context length/i },
  { means: 'overflow', seen: { 'LM Studio': 'code' }, words: /initial prompt is greater than the context length/i },
  { means: 'overflow', seen: { Poolside: 'code' }, words: /exceeds (?:the )?maximum allowed input length/i },
  { means: 'overflow', seen: { Anthropic: 'code' }, code: 'request_too_large' },
];

/** Words that no server is known by, which are read after all others. */
export const overflowInAnyWords: readonly Line[] = [
  {
    means: 'overflow',
    seen: { 'servers by meaning': 'recalled' },
    status: [400, 413, 422],
    words:
      /context[ _](?:length|window|size|limit)|too many tokens|(?:prompt|input|request|message)s? (?:is|are) too (?:long|large)|maximum (?:number of )?(?:input )?tokens/i,
  },
];
