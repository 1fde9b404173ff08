/** Refusals of functions by servers whose model, or whose way of being started, has no tools: as they were reported. */
export const toolless = [
  {
    server: 'Ollama',
    status: 400,
    body: {
      error: {
        message: 'registry.ollama.ai/library/stablelm2:latest does not support tools',
        type: 'api_error',
        param: null,
        code: null,
      },
    },
  },
  {
    server: 'OpenRouter',
    status: 404,
    body: {
      error: {
        message:
          'No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing',
        code: 404,
      },
    },
  },
  {
    server: 'vLLM',
    status: 400,
    body: {
      object: 'error',
      message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  },
  {
    server: 'llama.cpp',
    status: 500,
    body: { error: { code: 500, message: 'tools param requires --jinja flag', type: 'server_error' } },
  },
  {
    server: 'OpenAI',
    status: 400,
    body: {
      error: {
        message:
          'tools is not supported in this model. For a list of supported models, refer to https://platform.openai.com/docs/guides/function-calling#models-supporting-function-calling.',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
  },
  {
    server: 'xAI',
    status: 400,
    body: {
      code: 'Client specified an invalid argument',
      error:
        'Invalid request content: The model does not support tool use or function calling but tools or tool_choice have been specified on the request.',
    },
  },
  {
    server: 'Gemini',
    status: 400,
    body: [
      { error: { code: 400, message: 'Tool use with function calling is unsupported', status: 'INVALID_ARGUMENT' } },
    ],
  },
  {
    server: 'Azure',
    status: 400,
    body: { error: { code: 400, message: 'Functions are not supported for this API version or this model version.' } },
  },
  {
    server: 'a server that knows texts alone',
    status: 422,
    body: { detail: [{ type: 'extra_forbidden', loc: ['body', 'tools'], msg: 'Extra inputs are not permitted' }] },
  },
  { server: 'a server that does not say why', status: 500, body: { error: 'list index out of range' } },
] as const;
