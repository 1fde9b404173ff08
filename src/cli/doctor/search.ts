import type { Config } from '../../config/index.ts';
import { createDoor, DoorRefusal } from '../../net/door.ts';
import type { Check, Finding, Log } from '../../ports/index.ts';
import { askChat } from '../../tools/search/chat.ts';
import { askSearx } from '../../tools/search/searx.ts';
import { version } from '../../util/version.ts';

/** Check of the endpoint that searches the web, by a search. `asked`: also where a model searches, which costs a little. */
export function searchChecks({ search: { by, endpoint } }: Pick<Config, 'search'>, asked: boolean, log: Log): Check[] {
  if (!endpoint || by === 'off' || by === 'service') return [];
  if (endpoint.model !== undefined && !asked) return [];
  const parts = { door: createDoor({ userAgent: `Parley/${version()}`, log }), endpoint };
  const ask = endpoint.model === undefined ? askSearx : askChat;
  return [
    {
      name: 'search',
      // As long as an answer waits for it.
      limitMs: 30_000,
      run: async (signal) => {
        try {
          const { sources } = await ask(parts, { query: 'tides', language: 'en' }, signal);
          return { findings: [found(sources.length)] };
        } catch (error) {
          if (!(error instanceof DoorRefusal)) throw error;
          return { findings: [{ state: 'warning', ...refusal(error, endpoint.model !== undefined) }] };
        }
      },
    },
  ];
}

function found(pages: number): Finding {
  if (pages > 0) return { state: 'ok', message: 'SEARCH_URL searches the web' };
  return {
    state: 'note',
    message: 'SEARCH_URL answers, but finds nothing',
    mend: 'Search there by hand: its own engines may be off, or refuse it.',
  };
}

/** Says why nothing was found. `model`: it is one that was asked. */
function refusal({ reason, code }: DoorRefusal, model: boolean): Pick<Finding, 'message' | 'mend'> {
  const why = code === undefined ? '' : ` (${code})`;
  if (code === '401' || (code === '403' && model))
    return { message: `SEARCH_URL refuses the key${why}`, mend: 'Correct SEARCH_KEY.' };
  // SearXNG's answer where the format is off, as it is when it was just installed.
  if (code === '403')
    return {
      message: `SEARCH_URL refuses to answer in JSON${why}`,
      mend: 'Add json to search.formats in its settings.yml, and restart it; docs/tools.md shows how.',
    };
  if (reason === 'status' || reason === 'type')
    return {
      message: `SEARCH_URL answers, but not as a search engine${why}`,
      mend: model ? 'Correct SEARCH_URL, which ends with /v1, and SEARCH_MODEL.' : 'Correct SEARCH_URL.',
    };
  return { message: `SEARCH_URL cannot be reached${why}`, mend: 'Check SEARCH_URL, and whether it runs.' };
}
