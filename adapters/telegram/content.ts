import type { MessageEntity, User } from 'grammy/types';
import type { Content, Rendered } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { headOf } from '../../src/util/text.ts';
import { withoutMentions } from './names.ts';

/** Longest name in a mention, in UTF-16 units. */
const MOST_NAME = 64;
const MENTION = /^\[([^\]]{1,64})\]\(tg:\/\/user\?id=(\d{1,16})\)$/;

/** Text to send. An empty bubble would be refused, so it is not even tried. */
export function textOf(rendered: Rendered): { text: string; entities: MessageEntity[] } {
  if (rendered.text.trim() === '') throw new Fault('rejected', 'a bubble without any text');
  return { text: rendered.text, entities: entitiesOf(rendered) };
}

/** Writes the mention of a person whom the server knows by id: also people without a name of their own on Telegram are called so. */
export function mentionOf(user: number, name: string): string {
  const shown = headOf(name.replace(/[[\]\n]/g, ' ').trim(), MOST_NAME);
  return `[${shown === '' ? '👤' : shown}](tg://user?id=${user})`;
}

/** The same with the mention of who is called: a name that the server makes one of, or `[Name](tg://user?id=1)`. */
export function textWith({ rendered, mention, mentioned, quietly }: Content): {
  text: string;
  entities: MessageEntity[];
} {
  const { text, entities } = textOf(rendered);
  if (mention === undefined) return { text, entities };
  const [, name = mention, id] = MENTION.exec(mention) ?? [];
  const isFirst = mentioned === 'first';
  const behind = isFirst ? name.length + 1 : 0;
  const whole = {
    text: isFirst ? `${name} ${text}` : `${text} ${name}`,
    entities: entities.map((entity) => ({ ...entity, offset: entity.offset + behind })),
  };
  const place = { offset: isFirst ? 0 : text.length + 1, length: name.length };
  // The server makes no mention of what is code.
  if (quietly) return { ...whole, entities: [...whole.entities, { type: 'code', ...place }] };
  if (id === undefined) return whole;
  // Telegram reads the id alone.
  const user = { id: Number(id) } as User;
  return { ...whole, entities: [...whole.entities, { type: 'text_mention', ...place, user }] };
}

/** Entities of a text. What goes without formatting after a refusal has none of its own, and still mentions nobody. */
export function entitiesOf({ text, entities = [] }: Rendered): MessageEntity[] {
  return withoutMentions(text, entities.filter(isEntity));
}

function isEntity(value: object): value is MessageEntity {
  return 'type' in value && 'offset' in value && 'length' in value;
}
