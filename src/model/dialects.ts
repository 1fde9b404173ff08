import { MOST_WORDS } from './failure-body.ts';

/**
 * Meaning of a failure, whoever words it.
 * - `overflow`: what was said, or that and the answer's limit, exceeds the window
 * - `limit`: the answer's limit is refused for itself
 * - `field`: a field, or the role of the instructions, is refused
 * - `loading`: the model is being loaded; waiting helps
 * - `quota`: no money or budget is left
 * - `endpoint`: nothing is served at this address
 */
export type Meaning = 'overflow' | 'limit' | 'field' | 'loading' | 'quota' | 'endpoint';

/** Wording of one or several servers. */
export interface Line {
  means: Meaning;
  /** Servers that were seen to word it so, and where: an issue of a repository at github.com, or `recalled`. */
  seen: Readonly<Record<string, string>>;
  /** HTTP statuses it comes with. A failure inside a stream has none, and is never kept out by this. */
  status?: readonly number[];
  /** `code` or `type` of the failure. Either this or `words` is enough. */
  code?: string;
  /**
   * Words of the failure. Groups: `limit` (tokens of the window), `asked` (tokens asked for, with the answer's limit), `input`
   * and `output` (its two parts), `field` (name of a field).
   */
  words?: RegExp;
  /** Name of the field, where the words have none of ours. `system`: the role of the instructions. */
  field?: string;
  /** The limit is one of tokens a minute: this request would never fit, though others were made. */
  paced?: true;
}

/**
 * Lines of the table, as of 2026-11-29; the first that fits counts. Every pattern is linear: runs are bounded, and two runs
 * never share a character.
 */
export const lines: readonly Line[] = [
  // A window that is exceeded, with numbers.
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
    seen: { Mistral: 'recalled' },
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
    seen: { 'Alibaba Model Studio': 'recalled' },
    words: /range of input length should be \[1, ?(?<limit>\d{1,9})\]/i,
  },
  // The same without numbers, or with numbers in fields of their own.
  { means: 'overflow', seen: { 'llama.cpp': 'ggml-org/llama.cpp#15780' }, code: 'exceed_context_size_error' },
  {
    means: 'overflow',
    seen: { 'llama.cpp': 'ggml-org/llama.cpp#17284', 'llama.cpp, in a stream': 'recalled' },
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
  // By meaning: words that no server is known by.
  {
    means: 'overflow',
    seen: { 'servers by meaning': 'recalled' },
    status: [400, 413, 422],
    words:
      /context[ _](?:length|window|size|limit)|too many tokens|(?:prompt|input|request|message)s? (?:is|are) too (?:long|large)|maximum (?:number of )?(?:input )?tokens/i,
  },
];

/** Meaning of a failure, and the numbers and the field it names. */
export interface Meant {
  line: Line;
  /** Tokens. */
  limit?: number;
  asked?: number;
  input?: number;
  output?: number;
  field?: string;
}

/** Failure as far as the table reads it. */
interface Told {
  message: string;
  code?: string | undefined;
  type?: string | undefined;
  limit?: number;
  asked?: number;
}

/** Finds the line of the table that a failure fits. */
export function meaningOf(failure: Told, status: number | undefined): Meant | undefined {
  const words = failure.message.slice(0, MOST_WORDS);
  for (const line of lines) {
    if (status !== undefined && line.status && !line.status.includes(status)) continue;
    const match = line.words?.exec(words);
    if (!match && (line.code === undefined || (line.code !== failure.code && line.code !== failure.type))) continue;
    const meant = read(line, match?.groups ?? {}, failure);
    if (fits(meant)) return meant;
  }
  return undefined;
}

function read(line: Line, groups: Readonly<Record<string, string | undefined>>, failure: Told): Meant {
  const meant: Meant = { line };
  for (const name of ['limit', 'asked', 'input', 'output'] as const) {
    const value = groups[name];
    if (value !== undefined) meant[name] = Number(value);
  }
  if (failure.limit !== undefined) meant.limit ??= failure.limit;
  if (failure.asked !== undefined) meant.input ??= failure.asked;
  const field = line.field ?? groups['field'] ?? groups['field2'];
  if (field !== undefined) meant.field = field;
  return meant;
}

/** Fields that we may send, by the names of either API. */
const OURS: ReadonlySet<string> = new Set([
  'system',
  'instructions',
  'stream_options',
  'store',
  'safety_identifier',
  'prompt_cache_key',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'temperature',
  'top_p',
  'reasoning.effort',
  'reasoning.summary',
  'reasoning',
  'reasoning.effort',
  'reasoning.summary',
  'text',
  'text.verbosity',
  'verbosity',
]);

/** A pace that is exceeded by many requests together is none of this one's; a field must be one of ours. */
function fits({ line, limit = 0, asked = 0, field }: Meant): boolean {
  if (line.paced) return asked > limit;
  return line.means !== 'field' || OURS.has(field ?? '');
}
