import { conversationOf, conversationsAt } from '../conversation/scope.ts';
import type { ChatSettings, InboundEvent, Message, Prompt, Resolved, UserAction } from '../ports/index.ts';

/** Reads an event as a question, a command or an act, in the conversation it belongs to. */
export function arrivalOf(event: InboundEvent, history: NonNullable<ChatSettings['history']>): Resolved {
  const { body } = event;
  const base = baseOf(event, history);
  switch (body.type) {
    case 'message':
      return { ...promptOf(base, body), tail: tailOf(body) };
    case 'due':
      return body.command
        ? { ...base, kind: 'command', ...body.command }
        : promptOf(base, { text: body.text, attachments: [] });
    case 'command': {
      const { type: _, quote, ...command } = body;
      const about = quote === 'gone' ? { problem: { kind: 'gone', values: {} } as const } : quote ? { quote } : {};
      return { ...base, kind: 'command', ...command, ...about };
    }
    default:
      return { ...base, kind: 'action', action: body };
  }
}

type Base = Omit<UserAction, 'kind' | 'action'>;

function baseOf(event: InboundEvent, history: NonNullable<ChatSettings['history']>): Base {
  const { key, alsoKeys, at, actor, sentAt, reply, body } = event;
  const { own } = conversationsAt(at);
  const conversation = conversationOf(event, history);
  return {
    v: 2,
    key,
    ...(alsoKeys ? { alsoKeys: [...alsoKeys] } : {}),
    surface: at.surface,
    conversation,
    ...(own === undefined ? {} : { ownConversation: own }),
    queue: conversation,
    ...(at.parent === undefined ? {} : { settingsChat: at.parent }),
    place: { kind: at.kind, scopes: at.scopes },
    ...(at.thread === undefined ? {} : { thread: at.thread }),
    ...(at.unnamed ? { unnamed: at.unnamed } : {}),
    actor,
    sentAt,
    target: reply,
    cause: body.type,
  };
}

function tailOf({ at, album, length, source }: Message): NonNullable<Prompt['tail']> {
  return { at, length, forward: source?.kind === 'forward', ...(album === undefined ? {} : { album }) };
}

function promptOf(
  base: Base,
  {
    text,
    attachments,
    details,
    quote,
    source,
    opening,
    pieces,
    joint,
  }: Omit<Message, 'type' | 'addressed' | 'at' | 'length' | 'album'>,
): Prompt {
  return {
    ...base,
    kind: 'prompt',
    text,
    attachments,
    ...(details ? { details } : {}),
    ...(quote ? { quote } : {}),
    ...(source ? { source } : {}),
    ...(opening ? { opening } : {}),
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
  };
}
