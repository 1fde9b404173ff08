import type { Setting } from '../setting.ts';

/** Settings of the tools that the model may call. */
export const toolSettings = {
  WEB_SEARCH: {
    group: 'tools',
    type: 'choice',
    choices: ['auto', 'service', 'endpoint', 'off'],
    default: 'auto',
    form: 'auto, service, endpoint or off',
    doc: 'What searches the web. service: the model’s service, where it has that, at its price. endpoint: SEARCH_URL. auto: the service, else the endpoint.',
  },
  SEARCH_URL: {
    group: 'tools',
    type: 'url',
    form: 'an http or https address',
    doc: 'Address of a search engine like SearXNG (its JSON format switched on); with SEARCH_MODEL, of a server that speaks OpenAI’s API, with /v1.',
  },
  SEARCH_MODEL: {
    group: 'tools',
    type: 'text',
    pattern: /^\S+$/,
    form: 'the name of a model',
    doc: 'Model at SEARCH_URL that searches by itself, e.g. sonar.',
  },
  SEARCH_KEY: {
    group: 'tools',
    type: 'text',
    secret: true,
    pattern: /^\S+$/,
    form: 'a key without spaces',
    doc: 'Key of SEARCH_URL.',
  },
  MCP_SERVERS: {
    group: 'tools',
    type: 'text',
    form: 'the path of a JSON file; see docs/tools.md',
    doc: 'File that lists MCP servers, whose tools the model may call. A tool that is not marked as reading asks before it runs.',
  },
} as const satisfies Readonly<Record<string, Setting>>;
