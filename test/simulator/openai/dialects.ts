import { overflow } from './overflows.ts';

/** Failure of a server that is not OpenAI, as it was reported. */
interface ForeignFailure {
  server: string;
  status: number;
  body: unknown;
  /** The field that is refused. */
  field?: string;
}

const refusedField = {
  'vLLM, the role of the instructions': {
    status: 400,
    body: { object: 'error', message: 'System role not supported', type: 'BadRequestError', param: null, code: 400 },
    field: 'system',
  },
  'SGLang, the role of the instructions': {
    status: 500,
    body: { error: { message: 'System role not supported', type: 'InternalServerError', code: 500 } },
    field: 'system',
  },
  'Gemini, the role of the instructions': {
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: 'Developer instruction is not enabled for models/gemma-3-27b-it',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    field: 'system',
  },
  'vLLM, stream_options': {
    status: 400,
    body: {
      object: 'error',
      message:
        "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': {}}]",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    field: 'stream_options',
  },
  'Mistral, stream_options': {
    status: 422,
    body: {
      object: 'error',
      message: {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }],
      },
      type: 'invalid_request_error',
      code: null,
    },
    field: 'stream_options',
  },
  'FastAPI, stream_options': {
    status: 422,
    body: {
      detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }],
    },
    field: 'stream_options',
  },
  'Azure, stream_options': {
    status: 400,
    body: { error: { code: 400, message: 'Validation error at #/stream_options: Extra inputs are not permitted' } },
    field: 'stream_options',
  },
  'Zhipu, store': {
    status: 400,
    body: { error: { message: "Extra inputs are not permitted, field: 'store', value: False" } },
    field: 'store',
  },
  'Moonshot, temperature': {
    status: 400,
    body: {
      error: { message: 'invalid temperature: only 1 is allowed for this model', type: 'invalid_request_error' },
    },
    field: 'temperature',
  },
  'OpenAI, reasoning_effort without a param': {
    status: 400,
    body: {
      error: {
        message: 'Unrecognized request argument supplied: reasoning_effort',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
    field: 'reasoning_effort',
  },
};

const refusedValue = {
  'Alibaba, temperature': {
    status: 400,
    body: {
      error: {
        message: '<400> InternalError.Algo.InvalidParameter: Temperature should be in [0.0, 2.0)',
        type: 'invalid_request_error',
        code: 'invalid_parameter_error',
      },
    },
    field: 'temperature',
  },
  'Alibaba, top_p': {
    status: 400,
    body: { error: { message: 'Range of top_p should be (0.0, 1.0]', code: 'invalid_parameter_error' } },
    field: 'top_p',
  },
  'FastAPI, temperature': {
    status: 422,
    body: {
      detail: [
        { type: 'less_than_equal', loc: ['body', 'temperature'], msg: 'Input should be less than or equal to 1' },
      ],
    },
    field: 'temperature',
  },
  'vLLM, top_p': {
    status: 400,
    body: { object: 'error', message: 'top_p must be in (0, 1], got 1.5.', type: 'BadRequestError', code: 400 },
    field: 'top_p',
  },
};

const tooMuch = {
  DeepSeek: {
    status: 400,
    body: {
      error: {
        message: 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
  },
  Groq: {
    status: 400,
    body: { error: { message: '`max_tokens` must be less than or equal to `16384`', type: 'invalid_request_error' } },
  },
  Anthropic: {
    status: 400,
    body: {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5',
      },
    },
  },
  'Ollama Cloud': {
    status: 400,
    body: {
      error: {
        message: "max_tokens (384000) exceeds model's maximum output tokens (65536) for model deepseek-v4-flash",
      },
    },
  },
};

const loading = {
  'llama.cpp': {
    status: 503,
    body: { error: { message: 'Loading model', type: 'unavailable_error', code: 503 } },
  },
  'Hugging Face': {
    status: 503,
    body: { error: 'Model meta-llama/Llama-2-13b-chat is currently loading', estimated_time: 20 },
  },
};

const blind = {
  Ollama: { status: 400, body: { error: 'this model does not support image input' } },
  'LM Studio': { status: 400, body: { error: 'Model does not support images. Please use a model that does.' } },
  'llama.cpp': {
    status: 500,
    body: {
      error: {
        code: 500,
        message: 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
        type: 'server_error',
      },
    },
  },
  llamafile: {
    status: 500,
    body: { error: "The server was not compiled for multimodal or the model projector can't be loaded." },
  },
  vLLM: {
    status: 400,
    body: { error: { message: 'Qwen3-8B is not a multimodal model', type: 'BadRequestError', code: 400 } },
  },
  'vLLM, without pictures': {
    status: 400,
    body: {
      error: {
        message:
          'At most 0 image(s) may be provided in one prompt. Set `--limit-mm-per-prompt` to increase this limit.',
        type: 'BadRequestError',
        param: 'image',
        code: 400,
      },
    },
  },
  OpenRouter: { status: 404, body: { error: { message: 'No endpoints found that support image input', code: 404 } } },
  OpenAI: {
    status: 400,
    body: {
      error: {
        message: 'Invalid content type. image_url is only supported by certain models.',
        type: 'invalid_request_error',
        param: 'messages.[0].content.[1].type',
        code: null,
      },
    },
  },
  DeepSeek: {
    status: 400,
    body: {
      error: {
        message:
          'Failed to deserialize the JSON body into the target type: messages[1]: unknown variant `image_url`, expected `text` at line 1 column 679289',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
  },
  'DeepSeek, older': {
    status: 422,
    body: 'Failed to deserialize the JSON body into the target type: messages[2]: invalid type: sequence, expected a string at line 1 column 2901',
  },
  'a server that knows texts alone': {
    status: 422,
    body: {
      detail: 'Validation Error',
      errors: [
        {
          loc: 'body -> messages -> 0 -> content -> list[TextContentPart] -> 0 -> type',
          msg: "Input should be 'text'",
          type: 'literal_error',
        },
      ],
    },
  },
};

const listOf = (table: Readonly<Record<string, Omit<ForeignFailure, 'server'>>>): ForeignFailure[] =>
  Object.entries(table).map(([server, failure]) => ({ server, ...failure }));

/** What servers that speak OpenAI's API answer in place of OpenAI's own words, by what they mean. Windows have 8,192 tokens. */
export const foreign = {
  overflow: listOf(overflow),
  refusedField: listOf(refusedField),
  refusedValue: listOf(refusedValue),
  tooMuch: listOf(tooMuch),
  loading: listOf(loading),
  blind: listOf(blind),
};
