import { DoorRefusal } from '../../net/door.ts';
import type { Tool } from '../../ports/index.ts';
import { askChat } from './chat.ts';
import type { EndpointParts } from './endpoint.ts';
import { askSearx } from './searx.ts';

/** Searches the web at the endpoint that the operator names. */

/** Most findings that are shown. */
const MOST_SHOWN = 5;
const MOST_QUERY = 400;

export function createSearch(parts: EndpointParts): Tool {
  const ask = parts.endpoint.model === undefined ? askSearx : askChat;
  return {
    group: 'web',
    effect: 'read',
    yieldsTo: 'search',
    spec: {
      name: 'web_search',
      description:
        'Searches the web. Use it for news, prices, opening hours, versions, people in office and anything else that may have changed or that you do not know for sure. Gives titles, addresses and short extracts; open a page with read_page where an extract does not say enough.',
      parameters: {
        type: 'object',
        properties: {
          query: {
            type: 'string',
            maxLength: MOST_QUERY,
            description: 'A few words, as one types them into a search box.',
          },
        },
        required: ['query'],
        additionalProperties: false,
      },
    },
    async run(args, { language, signal }) {
      const query = String(args['query']).trim();
      if (query === '') return { text: 'The query is empty.', isError: true };
      try {
        const { text, sources } = await ask(parts, { query, language }, signal);
        return { text, foreign: true, sources: sources.slice(0, MOST_SHOWN) };
      } catch (error) {
        if (!(error instanceof DoorRefusal)) throw error;
        return { text: 'The search engine cannot be reached just now.', isError: true };
      }
    },
  };
}
