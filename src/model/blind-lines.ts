import type { Line } from './dialects.ts';

/** Words for pictures that a model cannot see. As of 2026-11-30. Every pattern is linear: runs are bounded. */
export const blindLines: readonly Line[] = [
  { means: 'blind', seen: { Ollama: 'ollama/ollama#17301' }, words: /does not support image input/i },
  {
    means: 'blind',
    seen: { 'LM Studio': 'lmstudio-ai/lmstudio-bug-tracker#362' },
    words: /does not support (?:images|vision)/i,
  },
  {
    means: 'blind',
    seen: { 'llama.cpp': 'ggml-org/llama.cpp#15377', 'llama.cpp, older': 'ggml-org/llama.cpp#13566' },
    words: /image input is not supported/i,
  },
  {
    means: 'blind',
    seen: { llamafile: 'mozilla-ai/llamafile#298' },
    words: /not compiled for multimodal/i,
  },
  {
    means: 'blind',
    seen: { vLLM: 'vllm-project/vllm#23402' },
    words: /is not a multimodal model|at most 0 image\(s\) may be provided/i,
  },
  {
    means: 'blind',
    seen: { OpenRouter: 'nexu-io/nexu#733' },
    words: /no endpoints found that support image input/i,
  },
  {
    means: 'blind',
    seen: { 'OpenAI, Azure': 'browser-use/web-ui#274' },
    words: /image_url is only supported by certain models/i,
  },
  {
    means: 'blind',
    seen: {
      DeepSeek: 'rikkahub/rikkahub#1433',
      'DeepSeek, older': 'chatboxai/chatbox#1740',
      'DeepSeek, oldest': 'browser-use/browser-use#159',
    },
    words:
      /unknown variant `?image_url`?, expected `?text|invalid type: sequence, expected a string|untagged enum ChatCompletionRequestContent/i,
  },
  {
    means: 'blind',
    seen: { 'servers that know texts alone': 'thinking-machines-lab/tinker-feedback#83', others: 'code' },
    words: /input should be 'text'|allowed values: \['text'\]/i,
  },
  // A picture that may not have this field.
  {
    means: 'field',
    seen: { 'servers by meaning': 'recalled' },
    words: /image_url['".,\s)\]]{0,6}detail\b.{0,40}(?:not permitted|not supported|unexpected|unknown)/is,
    field: 'detail',
  },
];
