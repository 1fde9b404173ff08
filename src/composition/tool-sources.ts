import type { Permissions } from '../admission/permissions.ts';
import type { Config } from '../config/index.ts';
import type { Past } from '../conversation/searching.ts';
import type { Door } from '../net/door.ts';
import type { Clock, Log, Surface, ToolSource } from '../ports/index.ts';
import { askedLater } from '../schedule/asked.ts';
import { askPerson, suggestReplies } from '../tools/ask.ts';
import { createListConversations, createSearchConversation, createSwitchConversation } from '../tools/conversations.ts';
import { draw } from '../tools/draw.ts';
import { createReadPage } from '../tools/read-page.ts';
import { remember } from '../tools/remember.ts';
import { type RemindParts, remindTools } from '../tools/remind.ts';
import { createSearch } from '../tools/search/search.ts';
import { searchFiles } from '../tools/search-files.ts';
import { builtInTools, fixedTools } from '../tools/tools.ts';
import type { ToolsParts } from '../turns/tooling.ts';
import { type Seams, through } from './seams.ts';

interface OpenParts extends Pick<RemindParts, 'schedules'> {
  surface(name: string): Pick<Surface, 'lasting' | 'openPrivate'>;
  permissions: Pick<Permissions, 'access'>;
  seams: Seams;
  /** Way to pages, and to the endpoint that searches. */
  door: Door;
  past: Past;
  clock: Clock;
  log: Log;
}

/** Names the places that tools come from, as the configuration says, and the bounds of their use. */
export async function openTools(config: Config, parts: OpenParts): Promise<ToolsParts> {
  const sources = through(parts.seams.tools, await sourcesIn(config, parts));
  const { tools: bounds } = config;
  return { sources, bounds, leaveMs: bounds.leaveMs, serviceSearch: serviceSearchIn(config), log: parts.log };
}

/** Lists the tools that are built in, those of the web, and those of servers. What speaks with these is loaded where there are any. */
async function sourcesIn(
  { mcp, ...config }: Config,
  { door, past, clock, log, schedules, surface, permissions }: OpenParts,
): Promise<readonly ToolSource[]> {
  const askedAt: RemindParts['askedAt'] = (task, signal) =>
    askedLater(surface(task.surface), task, permissions, signal);
  return [
    builtInTools({ clock }),
    fixedTools(config.buttons ? [askPerson, suggestReplies] : [askPerson]),
    remindTools({ schedules, askedAt }),
    fixedTools(webTools(config, door)),
    memoryTools(config, { past, clock }),
    fixedTools([searchFiles, draw]),
    ...(mcp.length > 0 ? [(await import('../tools/mcp/source.ts')).createMcp(mcp, { clock, log })] : []),
  ];
}

function webTools({ search: { by, endpoint }, tools: { addresses } }: Pick<Config, 'search' | 'tools'>, door: Door) {
  const searches = endpoint && (by === 'auto' || by === 'endpoint');
  return [...(searches ? [createSearch({ door, endpoint })] : []), createReadPage({ door, addresses })];
}

/** Tools about what was said. It can be searched everywhere; what is the person's own is offered to them alone, by buttons. */
function memoryTools({ buttons }: Pick<Config, 'buttons'>, parts: Pick<OpenParts, 'past' | 'clock'>): ToolSource {
  const everywhere = [createSearchConversation(parts)];
  const offering = buttons ? [remember, createSwitchConversation(parts)] : [];
  const own = [...everywhere, createListConversations(parts), ...offering];
  return {
    list: async ({ place }) => (place.kind === 'private' ? own : everywhere),
    close: async () => undefined,
  };
}

/** Tells whether the model's service may search: what is not known of it is tried only where nobody else can. */
function serviceSearchIn({ search: { by, endpoint } }: Pick<Config, 'search'>): ToolsParts['serviceSearch'] {
  if (by === 'auto') return endpoint ? 'known' : 'possible';
  return by === 'service' ? 'possible' : 'off';
}
