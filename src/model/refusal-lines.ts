import type { Line } from './dialects.ts';

/**
 * Words for fields and limits that are refused, and for what is wrong with no request. As of 2026-11-29. Every pattern is
 * linear: runs are bounded, and two runs never share a character.
 */
export const refusalLines: readonly Line[] = [
  // The limit of the answer, refused for itself.
  {
    means: 'limit',
    seen: { DeepSeek: 'deepseek-ai/DeepSeek-V3#69' },
    words: /valid range of max_tokens is/i,
  },
  {
    means: 'limit',
    seen: { Groq: 'anomalyco/opencode#1000' },
    words: /`?max_(?:completion_)?tokens`? must be less than or equal to/i,
  },
  {
    means: 'limit',
    seen: { 'Ollama Cloud': 'DaviRain-Su/hyper-grok-build#44' },
    words: /max_tokens \(\d{1,9}\) exceeds model's maximum output tokens/i,
  },
  {
    means: 'limit',
    seen: { OpenAI: 'recalled', vLLM: 'vllm-project/vllm#4667' },
    words: /max_(?:\w{1,20}_)?tokens['"]? ?(?:is too large|must be at least 1, got -)/i,
  },
  {
    means: 'limit',
    seen: { TGI: 'huggingface/transformers#28523' },
    words: /`max_new_tokens` must be <=/i,
  },
  {
    means: 'limit',
    seen: { Anthropic: 'code' },
    words: /max_tokens: \d{1,9} > \d{1,9}, which is the maximum allowed number of output tokens/i,
  },
  { means: 'limit', seen: { 'Alibaba Model Studio': 'code' }, words: /range of max_tokens should be/i },
  { means: 'limit', seen: { Gemini: 'recalled' }, words: /maxOutputTokens value of \d{1,9} but the supported range/i },
  // Fields that are refused.
  {
    means: 'field',
    seen: {
      vLLM: 'vllm-project/vllm#2964',
      SGLang: 'sgl-project/sglang#892',
      'llama-cpp-python': 'abetlen/llama-cpp-python#1580',
      MLX: 'arcee-ai/fastmlx#22',
    },
    words:
      /system role (?:is )?not supported|(?:doesn't|does not) support (?:the )?system (?:role|messages?|prompts?)/i,
    field: 'system',
  },
  {
    means: 'field',
    seen: { 'OpenAI, for o1-mini': 'recalled' },
    words: /'messages\[0\]\.role' does not support 'system'/i,
    field: 'system',
  },
  {
    means: 'field',
    seen: { Gemini: 'recalled' },
    words: /(?:developer|system) instruction is not enabled|role ['"`]?system['"`]? (?:is )?(?:not|un)supported/i,
    field: 'system',
  },
  {
    means: 'field',
    seen: { 'vLLM with a template of users only': 'vllm-project/vllm#10463' },
    words: /'role'\).{0,60}Input should be 'user'/s,
    field: 'system',
  },
  {
    means: 'field',
    seen: {
      vLLM: 'modelscope/ms-agent#489',
      'vLLM, for max_completion_tokens': 'voideditor/void#128',
      Mistral: 'partITech/php-mistral#76',
    },
    words:
      /'loc': \('body', '(?<field>[\w.]{1,40})'\)|\bbody\.(?<field2>[\w.]{1,40})\b.{0,20}extra inputs are not permitted/is,
  },
  {
    means: 'field',
    seen: { 'Azure AI': 'microsoft/semantic-kernel#10510' },
    words: /validation error at #\/(?<field>\w{1,40}): extra inputs are not permitted/i,
  },
  {
    means: 'field',
    seen: { 'Zhipu, Fireworks': 'mitsuhiko/agent-stuff#19' },
    words: /extra inputs are not permitted, field: '(?<field>[\w.]{1,40})'/i,
  },
  {
    means: 'field',
    seen: { OpenAI: 'yaroslavyaroslav/OpenAI-sublime-text#146' },
    words: /unrecognized request argument supplied: (?<field>[\w.]{1,40})/i,
  },
  {
    means: 'field',
    seen: { 'OpenAI, Azure': 'teilomillet/gollm#33' },
    words:
      /(?:unsupported|unknown|unrecognized|invalid) (?:parameter|field|argument|request argument|property)s?:? ['"`](?<field>[\w.]{1,40})['"`]/i,
  },
  {
    means: 'field',
    seen: { 'servers by meaning': 'recalled' },
    words:
      /['"`]?\b(?<field>[\w.]{3,40})['"`]? (?:parameter |field |argument )?(?:is|are) (?:not (?:supported|allowed|permitted|enabled)|unsupported)/i,
  },
  {
    means: 'field',
    seen: { 'servers by meaning': 'recalled' },
    words:
      /(?:does not|doesn't|do not|don't) (?:support|accept|allow|recognize)(?: the)?(?: (?:parameter|field|argument))? ['"`]?(?<field>[\w.]{3,40})/i,
  },
  {
    means: 'field',
    seen: { Moonshot: 'HKUDS/nanobot#202', 'Moonshot, for 0.6': 'arcsin1/oh-my-ppt#45' },
    words: /invalid (?<field>temperature|top_p): only [\d.]{1,6} is allowed/i,
  },
  // Values that are refused.
  {
    means: 'value',
    seen: { 'Alibaba Model Studio': 'code' },
    words: /\b(?:range of )?(?<field>temperature|top_p) should be\b/i,
  },
  {
    means: 'value',
    seen: { 'servers by meaning': 'recalled', FastAPI: 'recalled', vLLM: 'recalled', Anthropic: 'recalled' },
    words:
      /\b(?<field>temperature|top_p|reasoning_effort|verbosity)\b[^\n.]{0,40}\b(?:must be|should be|out of range|between|range:)/i,
  },
  // A model on its way.
  {
    means: 'loading',
    seen: {
      'llama.cpp': 'canonical/inference-snaps#234',
      'llama.cpp behind llama-swap': 'mostlygeek/llama-swap#146',
      'Hugging Face': 'huggingface/transformers#32665',
      'several, as 500 and 502': 'earendil-works/pi#1887',
    },
    words:
      /loading model|model [^\n]{0,120}?is (?:currently |still |being )?load(?:ing|ed)\b(?! in)|model is warming up/i,
  },
  // Money.
  {
    means: 'credit',
    seen: { OpenRouter: 'can1357/oh-my-pi#9569' },
    words: /fewer max_tokens\. you requested up to (?<asked>\d{1,9}) tokens, but can only afford (?<limit>\d{1,9})/i,
  },
  {
    means: 'quota',
    seen: { OpenRouter: 'can1357/oh-my-pi#9569', DeepSeek: 'recalled' },
    words: /insufficient (?:credits?|balance|funds|quota)|requires more credits/i,
  },
  // The address.
  {
    means: 'endpoint',
    seen: { 'LM Studio': 'lmstudio-ai/lmstudio-bug-tracker#618' },
    words: /unexpected endpoint or method/i,
  },
];
