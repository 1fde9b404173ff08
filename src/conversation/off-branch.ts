import type { ConversationEvent, Exchange } from '../ports/index.ts';
import { bubblesByKind, bubblesOn, isOnBranch, renewed } from './exchange.ts';
import { linkBubbles, linkPrompt } from './links.ts';
import { type Applying, chatOf, exchangeOf, putExchange, type State, type Steps } from './state.ts';

/**
 * Exchanges off every branch: commands, menus, messages without words. A conversation keeps the newest of them in a fixed
 * number of slots. The id names the slot, so that nothing has to be listed or searched to forget the oldest.
 */

/** Most exchanges off every branch that a conversation keeps. */
const SLOTS = 256;

/** Age at which an exchange off every branch, and the links to it, are forgotten, ms: its buttons work for so long. */
export const KEPT_MS = 90 * 24 * 3_600_000;

/** Finds the slot of an exchange; undefined where it is on a branch, and has a document of its own for good. */
export function slotOf(id: string): string | undefined {
  const at = id.indexOf('~');
  return at < 0 ? undefined : id.slice(0, at);
}

/** Keeps what was answered off every branch, as a new exchange or in the place of the one it goes on with. */
export function* record(
  state: State,
  applying: Applying,
  event: Extract<ConversationEvent, { type: 'recorded' }>,
): Steps<void> {
  const { turn, asker, settingsChat, parts, files, entries } = applying;
  const named = event.exchange === undefined ? undefined : yield* exchangeOf(state, event.exchange);
  // Taken away while its button's answer was made: it stays away.
  if (named?.removed) return;
  const before = named && !isOnBranch(named) ? named : undefined;
  const { recorded = 0 } = state.head;
  if (!before) state.head = { ...state.head, recorded: recorded + 1 };
  const pressed = event.prompt.id === undefined;
  const exchange: Exchange = {
    v: 2,
    id: before?.id ?? `${recorded % SLOTS}~${turn}`,
    asker: before?.asker ?? event.asker ?? asker,
    prompt: before && pressed ? before.prompt : event.prompt,
    answers: [],
    // A form goes on below: only its newest question is the one that is asked.
    ...bubblesOf(parts, files, before, pressed && !event.menu?.steps),
    ...(parts.length > 0 || !before ? { entries: renewed(pressed ? before?.entries : [], entries) } : kept(before)),
    ...(event.menu ? { menu: { ...event.menu, settingsChat } } : {}),
    ...(event.pictures ? { pictures: true } : {}),
    ...(event.media ? { media: event.media } : {}),
    ...(event.drawing ? { drawing: event.drawing } : {}),
    ...(event.lasting ? { lasting: true } : {}),
    ...chatOf(applying),
  };
  putExchange(state, exchange);
  linkPrompt(state, exchange);
  for (const reply of event.menu?.steps?.replies ?? []) state.links.set(reply, { exchange: exchange.id, prompt: true });
  if (!exchange.lasting) linkBubbles(state, parts, exchange);
}

/** A button changes the bubble that holds it; others with words stay, and files give way to new ones. Where nothing could be shown, all stay. */
function bubblesOf(
  parts: readonly string[],
  files: readonly string[] = [],
  before: Exchange | undefined,
  pressed: boolean,
): Pick<Exchange, 'bubbles' | 'files'> {
  if (!before || (parts.length > 0 && !pressed)) return bubblesOn({ parts, files });
  if (parts.length === 0) return bubblesOn({ parts: before.bubbles, files: before.files });
  return bubblesOn({ parts: [...new Set([...bubblesByKind(before).words, ...parts])], files });
}

/** The entries that are kept of what is still on the screen; a version before kept none. */
function kept({ entries }: Exchange): Pick<Exchange, 'entries'> {
  return entries ? { entries } : {};
}
