/** Refusals of requests that are longer than the model's window of 8,192 tokens, by the server that says so. */
export const overflow = {
  'OpenAI, before there were codes': {
    status: 400,
    body: {
      error: {
        message:
          "This model's maximum context length is 8192 tokens, however you requested 8977 tokens (8977 in your prompt; 0 for the completion). Please reduce your prompt; or completion length.",
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
  },
  DeepSeek: {
    status: 400,
    body: {
      error: {
        message:
          "This model's maximum context length is 8192 tokens. However, you requested 8977 tokens (8977 in the messages, 0 in the completion). Please reduce the length of the messages or completion.",
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
  },
  vLLM: {
    status: 400,
    body: {
      object: 'error',
      message:
        "This model's maximum context length is 8192 tokens. However, you requested 8977 tokens in the messages, Please reduce the length of the messages.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  },
  'vLLM, of a prompt': {
    status: 400,
    body: {
      object: 'error',
      message: 'The decoder prompt (length 10127) is longer than the maximum model length of 8192. Make sure that …',
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  },
  'vLLM, with what is said at least': {
    status: 400,
    body: {
      error: {
        message:
          "This model's maximum context length is 8192 tokens. However, you requested 500 output tokens and your prompt contains at least 7693 input tokens, for a total of at least 8193 tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=7693)",
        type: 'BadRequestError',
        param: 'input_tokens',
        code: 400,
      },
    },
  },
  'vLLM, with its parts': {
    status: 400,
    body: {
      error: {
        message:
          "You passed 8193 input tokens and requested 0 output tokens. However, the model's context length is only 8192 tokens, resulting in a maximum input length of 8192 tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=8193)",
        type: 'BadRequestError',
        param: 'input_tokens',
        code: 400,
      },
    },
  },
  'SGLang, with a sum': {
    status: 400,
    body: {
      object: 'error',
      message:
        "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 71897 tokens: 7897 tokens from the input messages and 64000 tokens for the completion.",
      type: 'BadRequestError',
      code: 400,
    },
  },
  Moonshot: {
    status: 400,
    body: {
      error: {
        message: 'Invalid request: Your request exceeded model token limit: 8192 (requested: 287431)',
        type: 'invalid_request_error',
      },
    },
  },
  MiniMax: { status: 400, body: { error: { message: 'invalid params, context window exceeds limit (2013)' } } },
  DS4: {
    status: 400,
    body: { error: { message: 'Prompt has 300,000 tokens, but the configured context size is 8192 tokens' } },
  },
  'GitHub Copilot': {
    status: 400,
    body: { error: { message: 'prompt token count of 300000 exceeds the limit of 8192', code: 'model_max_prompt' } },
  },
  SGLang: {
    status: 400,
    body: {
      object: 'error',
      message: "The input (61709 tokens) is longer than the model's context length (8192 tokens).",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  },
  'SGLang, of its memory': {
    status: 400,
    body: {
      object: 'error',
      message: 'Input length (160062 tokens) exceeds the maximum allowed length (8192 tokens).',
    },
  },
  OpenRouter: {
    status: 400,
    body: {
      error: {
        message:
          'This endpoint\'s maximum context length is 8192 tokens. However, you requested about 94307 tokens (94307 of text input). Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.',
        code: 400,
        metadata: { provider_name: null },
      },
    },
  },
  'OpenRouter, of the server behind it': {
    status: 400,
    body: {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: {
          provider_name: 'DeepInfra',
          raw: '{"object":"error","message":"The input (61709 tokens) is longer than the model\'s context length (8192 tokens)."}',
        },
      },
    },
  },
  Anthropic: {
    status: 400,
    body: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 208544 tokens > 8192 maximum' },
    },
  },
  Gemini: {
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: 'The input token count (1200293) exceeds the maximum number of tokens allowed (8192).',
          errors: [{ message: 'The input token count …', domain: 'global', reason: 'badRequest' }],
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
  },
  'llama.cpp': {
    status: 400,
    body: {
      error: {
        code: 400,
        message:
          'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 14_429,
        n_ctx: 8192,
      },
    },
  },
  'llama.cpp, as a failure of its own': {
    status: 500,
    body: { error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } },
  },
  'llama-cpp-python': {
    status: 400,
    body: { error: { message: 'Requested tokens (9285) exceed context window of 8192', type: 'BadRequestError' } },
  },
  Ollama: { status: 400, body: { error: 'the input length exceeds the context length' } },
  'LM Studio': {
    status: 400,
    body: {
      error:
        'Trying to keep the first 9043 tokens when context the overflows. However, the model is loaded with context length of only 8192 tokens, which is not enough.',
    },
  },
  'LM Studio, of a model that cannot shift': {
    status: 400,
    body: {
      error:
        'Reached context length of 8192 tokens with model (arch: qwen3) that does not currently support mid-generation context overflow.',
    },
  },
  'Groq, 413': {
    status: 413,
    body: {
      error: {
        message:
          'Request too large for model `llama-3.3-70b-versatile` in organization `org_01` service tier `on_demand` on tokens per minute (TPM): Limit 8192, Requested 14810, please reduce your message size and try again.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
  },
  'OpenAI, tokens a minute': {
    status: 429,
    body: {
      error: {
        message:
          'Request too large for gpt-4-turbo-preview in organization org-01 on tokens per min (TPM): Limit 8192, Requested 20031. The input or output tokens must be reduced in order to run successfully.',
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    },
  },
  xAI: {
    status: 400,
    body: {
      code: 'Client specified an invalid argument',
      error: "This model's maximum prompt length is 8192 but the request contains 136973 tokens.",
    },
  },
  'Hugging Face': {
    status: 422,
    body: {
      error: {
        message:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8192. Given: 8740 `inputs` tokens and 500 `max_new_tokens`',
        http_status_code: 422,
      },
    },
  },
  Cerebras: {
    status: 400,
    body: {
      message: 'Please reduce the length of the messages or completion. Current length is 42328 while limit is 8192',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
  },
  Fireworks: {
    status: 400,
    body: {
      error: {
        object: 'error',
        type: 'invalid_request_error',
        code: 'invalid_request_error',
        message: 'The prompt is too long: 40177, model maximum context length: 8192',
      },
    },
  },
  Mistral: {
    status: 400,
    body: {
      object: 'error',
      message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 8192 maximum context length',
      type: 'invalid_request_prompt',
      param: null,
      code: '3051',
    },
  },
  LiteLLM: {
    status: 400,
    body: {
      error: {
        message: 'litellm.ContextWindowExceededError: litellm.BadRequestError: …',
        type: null,
        param: null,
        code: '400',
      },
    },
  },
  Bedrock: { status: 400, body: { message: 'Input is too long for requested model.' } },
  'a server nobody knows': { status: 422, body: { detail: 'Your messages are too long for this one.' } },
};
