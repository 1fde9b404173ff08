import { keysOf } from '../../src/intake/tags.ts';
import type { Acceptance, Command, Cursor, Gesture, Inbound, Inbox, Prompt } from '../../src/ports/index.ts';

/** Events as an adapter would hand them in, for the contracts. */
const base = {
  v: 1,
  surface: 'x',
  conversation: 'x:1',
  place: { kind: 'private', scopes: ['x:1'] },
  actor: { id: 'x:7', name: 'Ada' },
  sentAt: 1,
  target: { surface: 'x', chat: 'x:1', group: false, privately: false, address: { token: 'hush' } },
} as const satisfies Partial<Prompt>;

export function prompt(key: string, more: Partial<Prompt> = {}): Prompt {
  const place = { ...base.place, scopes: [...base.place.scopes] };
  return { ...base, place, kind: 'prompt', key, text: `text of ${key}`, addressed: true, attachments: [], ...more };
}

export function command(key: string): Command {
  const { text, addressed, attachments, ...rest } = prompt(key);
  return { ...rest, kind: 'command', name: 'new', options: {} };
}

export function gesture(key: string): Gesture {
  const { text, addressed, attachments, ...rest } = prompt(key);
  return { ...rest, kind: 'gesture', gesture: { type: 'stop' } };
}

/** An event as intake hands it to an inbox. */
export function acceptance(event: Inbound): Acceptance {
  return { keys: keysOf(event), ...(event.kind === 'gesture' ? {} : { task: event }) };
}

export function accept(inbox: Inbox, events: readonly Inbound[], cursor?: Cursor): Promise<boolean[]> {
  return inbox.accept(events.map(acceptance), cursor);
}
