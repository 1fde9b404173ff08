import type { EventBody, InboundEvent, Message } from '../src/ports/index.ts';

/** An event with its body's fields beside its own, for short expectations. When a message was sent has the name of its place. */
export type Flat<Type extends EventBody['type']> = Omit<InboundEvent, 'body'> &
  (Type extends 'message' ? Omit<Message, 'at'> : Extract<EventBody, { type: Type }>);

export function flat<Type extends EventBody['type']>({ body, ...event }: InboundEvent, type: Type): Flat<Type> {
  if (body.type !== type) throw new Error(`expected a ${type}, got a ${body.type}`);
  const all = { ...event, ...body };
  return (body.type === 'message' ? { ...all, at: event.at } : all) as unknown as Flat<Type>;
}

let count = 0;

/** An event of Ann in her private chat on a platform called "test". */
export function eventOf<Body extends EventBody>(body: Body, over: Partial<InboundEvent> = {}): InboundEvent<Body> {
  count += 1;
  return {
    v: 2,
    key: `test:event:${count}`,
    at: { surface: 'test', chat: 'test:1', kind: 'private', scopes: ['test:1'] },
    actor: { id: 'test:1', name: 'Ann' },
    sentAt: 0,
    reply: { surface: 'test', chat: 'test:1', group: false, privately: false, address: {} },
    ...over,
    body,
  };
}

/** Events of a type, flat. */
export function flatOf<Type extends EventBody['type']>(events: readonly InboundEvent[], type: Type): Flat<Type>[] {
  return events.filter(({ body }) => body.type === type).map((event) => flat(event, type));
}

/** Tells whether the core takes an event in; what people say to others it drops. */
export function isMeant({ body }: InboundEvent): boolean {
  return body.type !== 'message' || body.addressed;
}
