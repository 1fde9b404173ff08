import type { MessageEntity } from 'grammy/types';
import type { Rendered } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { withoutMentions } from './names.ts';

/** Text to send. An empty bubble would be refused, so it is not even tried. */
export function textOf(rendered: Rendered): { text: string; entities: MessageEntity[] } {
  if (rendered.text.trim() === '') throw new Fault('rejected', 'a bubble without any text');
  return { text: rendered.text, entities: entitiesOf(rendered) };
}

/** Entities of a text. What goes without formatting after a refusal has none of its own, and still mentions nobody. */
export function entitiesOf({ text, entities = [] }: Rendered): MessageEntity[] {
  return withoutMentions(text, entities.filter(isEntity));
}

function isEntity(value: object): value is MessageEntity {
  return 'type' in value && 'offset' in value && 'length' in value;
}
