import { ComponentType } from 'discord.js';
import * as v from 'valibot';
import { MOST_DETAILS } from '../../../src/ports/index.ts';
import { headOf } from '../../../src/util/text.ts';
import type { Embed, Poll, Quoted } from '../gateway/events.ts';

/** Readable content of a message besides its words: embeds, polls, texts in layouts. Labels are English. */

type Holder = Pick<Quoted, 'content' | 'embeds' | 'components' | 'poll'>;

/** Most components of one message that are looked at; Discord allows 40. */
const MOST_COMPONENTS = 100;

const component = v.object({
  type: v.number(),
  content: v.fallback(v.optional(v.string(), ''), ''),
  components: v.fallback(v.optional(v.array(v.unknown()), []), []),
});

/**
 * One item a line, at most `MOST_DETAILS` units; undefined where there is nothing to read. `plain` puts names for ids.
 */
export function detailsOf(holder: Holder, plain: (text: string) => string) {
  const { embeds, components, poll } = holder;
  if (embeds.length === 0 && components.length === 0 && !poll) return undefined;
  let written = '';
  for (const part of partsOf(holder)) {
    written += part && `${written && '\n\n'}${part}`;
    if (written.length > 2 * MOST_DETAILS) break;
  }
  return headOf(plain(headOf(written, 2 * MOST_DETAILS)), MOST_DETAILS) || undefined;
}

function* partsOf({ content, embeds, components, poll }: Holder): Generator<string> {
  for (const embed of embeds) yield embedText(embed, content);
  yield* textsIn(components);
  if (poll) yield pollText(poll);
}

/** `content`: words of the message, which as a rule hold the address that a preview is of. */
function embedText({ title, description, url, author, fields, footer }: Embed, content: string): string {
  const lines = [
    author?.name && `By: ${author.name}`,
    title && `Title: ${title}`,
    description,
    ...fields.map(({ name, value }) => (name || value) && `${name}: ${value}`),
    footer?.text && `Footer: ${footer.text}`,
    url && !content.includes(url) && `Link: ${url}`,
  ];
  return lines.filter(Boolean).join('\n');
}

function pollText({ question, answers, allow_multiselect: several, results }: Poll): string {
  const votes = new Map(results?.answer_counts.map(({ id, count }) => [id, count]));
  const lines = answers.map(({ answer_id: id, poll_media: { text } }) => {
    const count = id === undefined ? undefined : votes.get(id);
    return `- ${text}${count === undefined ? '' : ` (votes: ${count})`}`;
  });
  return [`Poll${several ? ' (several answers)' : ''}: ${question.text}`, ...lines].join('\n');
}

/** Texts in layouts, in their order, however deep they are. */
function textsIn(components: readonly unknown[]): string[] {
  const texts: string[] = [];
  const left = components.slice(0, MOST_COMPONENTS).reverse();
  for (let looked = 0; left.length > 0 && looked < MOST_COMPONENTS; looked += 1) {
    const read = v.safeParse(component, left.pop());
    if (!read.success) continue;
    const { type, content, components: inside } = read.output;
    if (type === ComponentType.TextDisplay) texts.push(content.slice(0, MOST_DETAILS));
    left.push(...inside.slice(0, MOST_COMPONENTS).reverse());
  }
  return texts;
}
