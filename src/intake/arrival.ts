import { conversationOf, conversationsAt } from '../conversation/scope.ts';
import type { Act, ChatSettings, Gesture, Inbound, InboundEvent, Message, Prompt } from '../ports/index.ts';

/** Reads an event as a question, a command or an act, in the conversation it belongs to. */
export function arrivalOf(event: InboundEvent, history: NonNullable<ChatSettings['history']>): Inbound {
  const { body } = event;
  const base = baseOf(event, history);
  switch (body.type) {
    case 'message':
      return promptOf(base, body);
    case 'due':
      return promptOf(base, { type: 'message', text: body.text, addressed: true, attachments: [] });
    case 'command': {
      const { quote, material, name, options } = body;
      const about = quote === 'gone' ? { problem: { kind: 'gone', values: {} } as const } : quote ? { quote } : {};
      return { ...base, kind: 'command', name, options, ...about, ...(material ? { material } : {}) };
    }
    case 'press': {
      const { data, message, input } = body;
      return act(base, { type: 'press', data, message, ...(input === undefined ? {} : { input }) });
    }
    case 'edit': {
      const { type: _, ...edit } = body;
      return act(base, { type: 'edited', ...edit });
    }
    case 'delete':
      return act(base, { type: 'deleted', of: body.of });
    case 'move':
      return act(base, { type: 'moved', from: body.from });
    case 'stop':
      return act(base, { type: 'stop' });
  }
}

type Base = Omit<Gesture, 'kind' | 'gesture'>;

function baseOf(event: InboundEvent, history: NonNullable<ChatSettings['history']>): Base {
  const { key, alsoKeys, at, actor, sentAt, reply } = event;
  const { group, own } = conversationsAt(at);
  return {
    v: 1,
    key,
    ...(alsoKeys ? { alsoKeys: [...alsoKeys] } : {}),
    surface: at.surface,
    conversation: conversationOf(event, history),
    ...(own === undefined ? {} : { ownConversation: own }),
    ...(group === undefined || event.own ? {} : { groupConversation: group }),
    ...(at.parent === undefined ? {} : { about: at.parent }),
    place: { kind: at.kind, scopes: at.scopes },
    actor,
    sentAt,
    target: reply,
  };
}

function promptOf(base: Base, { type: _, ...said }: Message): Prompt {
  return { ...base, kind: 'prompt', ...said };
}

function act(base: Base, gesture: Act): Gesture {
  return { ...base, kind: 'gesture', gesture };
}
