import { keysOf } from '../../src/intake/tags.ts';
import type { Acceptance, Command, Cursor, Inbox, Prompt, Resolved, UserAction } from '../../src/ports/index.ts';

/** Events as an adapter would hand them in, for the contracts. */
const base = {
  v: 2,
  surface: 'x',
  conversation: 'x:1',
  queue: 'x:1',
  cause: 'message',
  place: { kind: 'private', scopes: ['x:1'] },
  actor: { id: 'x:7', name: 'Ada' },
  sentAt: 1,
  target: { surface: 'x', chat: 'x:1', group: false, privately: false, address: { token: 'hush' } },
} as const satisfies Partial<Prompt>;

export function prompt(key: string, more: Partial<Prompt> = {}): Prompt {
  const place = { ...base.place, scopes: [...base.place.scopes] };
  return {
    ...base,
    place,
    kind: 'prompt',
    key,
    text: `text of ${key}`,
    attachments: [],
    queue: more.conversation ?? base.queue,
    ...more,
  };
}

export function command(key: string): Command {
  const { text, attachments, ...rest } = prompt(key);
  return { ...rest, kind: 'command', name: 'new', options: {} };
}

export function gesture(key: string): UserAction {
  const { text, attachments, ...rest } = prompt(key);
  return { ...rest, kind: 'action', action: { type: 'stop' } };
}

/** An event as intake hands it to an inbox. */
export function acceptance(event: Resolved): Acceptance {
  return { keys: keysOf(event), ...(event.kind === 'action' ? {} : { task: event }) };
}

/** Accepts events; true for each that was new. */
export async function accept(inbox: Inbox, events: readonly Resolved[], cursor?: Cursor): Promise<boolean[]> {
  return (await inbox.accept(events.map(acceptance), cursor)).map(({ fresh }) => fresh);
}
