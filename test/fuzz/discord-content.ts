import * as fc from 'fast-check';
import * as v from 'valibot';
import { messageEvent } from '../../adapters/discord/gateway/events.ts';
import { promptOf } from '../../adapters/discord/inbound.ts';
import { createOpenings } from '../../adapters/discord/messages/openings.ts';
import { type InboundEvent, type Message, MOST_DETAILS } from '../../src/ports/index.ts';
import { systemClock as clock } from '../../src/util/clock.ts';
import { Fault } from '../../src/util/errors.ts';
import { directory, holdEvent } from './discord.ts';
import { leaf, marksIn } from './marks.ts';
import { type Fuzz, fuzz, hold, holdTime } from './property.ts';
import { holdShape, opening } from './shapes.ts';
import { type Json, json, mutated, text } from './values.ts';

/** What Discord's messages carry besides words: embeds, polls, layouts, forwards, proxies, and what threads begin with. */

const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });

const embed = fc.record(
  {
    title: leaf,
    description: leaf,
    type: fc.constantFrom('rich', 'link', 'video'),
    author: fc.record({ name: leaf }),
    fields: some(fc.record({ name: leaf, value: leaf, inline: fc.boolean() })),
    footer: fc.record({ text: leaf }),
  },
  { requiredKeys: [] },
);

/** Layouts: texts in sections, containers and rows, as deep as they come. */
const { component } = fc.letrec<{ component: Json }>((tie) => ({
  component: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ type: fc.constant(10), content: leaf }),
    fc.record({ type: fc.constantFrom(1, 9, 17), components: fc.array(tie('component'), { maxLength: 3 }) }),
    fc.record({ type: fc.constantFrom(2, 12, 14), label: text }),
  ),
}));

const poll = fc.record({
  question: fc.record({ text: leaf }),
  answers: some(fc.record({ answer_id: fc.nat({ max: 9 }), poll_media: fc.record({ text: leaf }) }), 10),
  allow_multiselect: fc.boolean(),
  results: fc.constantFrom(null, { answer_counts: [{ id: 1, count: 2 }, { id: 2 }] }),
});

const carried = fc.record(
  { embeds: some(embed), components: some(component), poll },
  { requiredKeys: ['embeds', 'components'] },
);

interface Case {
  content: string;
  carried: { embeds: Json; components: Json; poll?: Json };
  how: 'own' | 'forward' | 'proxy' | 'stranger' | 'answer';
  /** Of another form than Discord gives them. */
  broken: { name: 'embeds' | 'components' | 'poll' | 'message_snapshots'; value: Json } | undefined;
}

const cases: fc.Arbitrary<Case> = fc.record({
  content: leaf,
  carried: carried.map((value): Case['carried'] => JSON.parse(JSON.stringify(value))),
  how: fc.constantFrom('own', 'own', 'forward', 'forward', 'proxy', 'stranger', 'answer'),
  broken: fc.option(
    fc.record({
      name: fc.constantFrom('embeds', 'components', 'poll', 'message_snapshots'),
      value: json,
    }),
    { nil: undefined, freq: 3 },
  ),
});

const admitted = '200000000000000003';
const webhook = '200000000000000005';
const place = '300000000000000001';
const direct = '300000000000000002';

/** A message in a direct channel, or of a webhook in a server. */
function messageOf({ content, carried: along, how, broken }: Case): Json {
  const said = { content, mentions: [], attachments: [], ...along };
  const application = how === 'stranger' ? '200000000000000004' : admitted;
  const isHook = how === 'proxy' || how === 'stranger' || how === 'answer';
  const id = how === 'answer' ? application : webhook;
  const author = isHook ? { id, username: 'Robin', bot: true } : { id: '100000000000000001', username: 'ada' };
  return {
    ...{ id: '900000000000000001', channel_id: isHook ? place : direct, type: 0, author },
    ...(how === 'forward'
      ? {
          ...{ content: '', mentions: [], message_snapshots: [{ message: said }] },
          message_reference: { type: 1, channel_id: place, message_id: '800000000000000001' },
        }
      : said),
    ...(isHook ? { webhook_id: id, application_id: application, guild_id: '400000000000000001' } : {}),
    ...(broken ? { [broken.name]: broken.value } : {}),
  };
}

/** All words that came are there, as far as there is room; nothing that only adds to a message costs it. */
async function holdRead(what: Case): Promise<void> {
  const raw = messageOf(what);
  const read = holdTime(1000, 'a message', () => v.safeParse(messageEvent, raw));
  hold(read.success, 'a message that is not read');
  if (!read.success) return;
  const event = await promptOf(read.output, directory);
  if (what.how === 'stranger' || what.how === 'answer') {
    hold(event === undefined, 'a bot that nobody admitted is heard');
    return;
  }
  if (!event) throw new Error('a message that is not heard');
  holdEvent(event);
  const { actor, body } = event;
  hold((actor.kind === 'chat') === (what.how === 'proxy'), 'whoever speaks is taken for somebody else');
  if (!what.broken) holdWords(what, event);
  else if (what.how !== 'forward') hold(body.text.includes(marksIn(what.content)[0] ?? ''), 'its words are lost');
}

function holdWords({ content, carried: along, how }: Case, { body }: InboundEvent<Message>): void {
  const { text: words, details = '', source } = body;
  hold((source?.kind === 'forward') === (how === 'forward'), 'whose words they are');
  hold(words.includes(marksIn(content)[0] ?? ''), 'its words are lost');
  // Beyond the bound the first of it is kept.
  if (JSON.stringify(along).length > MOST_DETAILS / 2) return;
  const lost = marksIn(along).find((mark) => !details.includes(mark));
  hold(lost === undefined, () => `${lost} is lost in ${details}`);
}

const starter = mutated(cases.map(messageOf));

export const discordContentProperties: readonly Fuzz[] = [
  fuzz('discord-content', cases, holdRead),
  fuzz(
    'discord-openings',
    fc.tuple(starter, fc.option(leaf, { nil: undefined }), fc.constantFrom(undefined, 'gone', 'forbidden', 'server')),
    async ([message, name, failure]) => {
      const call = async () => {
        if (failure) throw new Fault(failure, 'no');
        return message;
      };
      const openings = createOpenings({ calls: { call, close: () => undefined }, clock });
      const thread = { id: '900000000000000001', home: place, ...(name === undefined ? {} : { name }) };
      const names = directory.namesAt({ channel_id: thread.id });
      const read = await openings.of(thread, names, new AbortController().signal);
      holdShape(opening, read, 'an opening');
      hold((read.title ?? '').length <= 200, 'a title without a bound');
      hold(!failure || !read.starter, 'a first message that Discord did not tell');
    },
  ),
];
