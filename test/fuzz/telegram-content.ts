import * as fc from 'fast-check';
import { toEvents } from '../../adapters/telegram/inbound.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import { type InboundEvent, MOST_DETAILS } from '../../src/ports/index.ts';
import { leaf, marksIn } from './marks.ts';
import { type Fuzz, fuzz, hold, holdTime } from './property.ts';
import { holdEvent, reader } from './telegram.ts';
import { type Json, json, text } from './values.ts';

/** What Telegram's messages carry besides plain text: rich messages, polls, lists, forwards, chats that speak, topics. */

const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });

/** Words and blocks of a rich message, as deep as they come; of kinds that are known and one that is not. */
const { block } = fc.letrec<{ inline: unknown; block: unknown }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    some(tie('inline')),
    fc.record({ type: fc.constantFrom('bold', 'spoiler', 'marked', 'new_style'), text: tie('inline') }),
    fc.record({ type: fc.constant('url'), text: tie('inline'), url: fc.constant('https://a.example') }),
    fc.record({ type: fc.constant('mathematical_expression'), expression: leaf }),
    fc.record({ type: fc.constant('custom_emoji'), custom_emoji_id: fc.constant('1'), alternative_text: leaf }),
  ),
  block: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ type: fc.constantFrom('paragraph', 'footer', 'new_block'), text: tie('inline') }),
    fc.record({ type: fc.constant('heading'), text: tie('inline'), size: fc.oneof(fc.nat({ max: 9 }), json) }),
    fc.record({ type: fc.constant('pre'), text: tie('inline'), language: text }),
    fc.record({ type: fc.constant('mathematical_expression'), expression: leaf }),
    fc.record({ type: fc.constant('divider') }),
    fc.record({ type: fc.constant('map'), location: fc.record({ latitude: json, longitude: json }) }),
    fc.record({ type: fc.constant('blockquote'), blocks: some(tie('block')), credit: tie('inline') }),
    fc.record({ type: fc.constant('details'), summary: tie('inline'), blocks: some(tie('block')) }),
    fc.record({
      type: fc.constant('list'),
      items: some(
        fc.record({ label: text, has_checkbox: fc.boolean(), is_checked: fc.boolean(), blocks: some(tie('block')) }),
      ),
    }),
    fc.record({
      type: fc.constant('table'),
      cells: some(some(fc.record({ text: tie('inline') }))),
      caption: tie('inline'),
    }),
    fc.record({
      type: fc.constantFrom('photo', 'video', 'audio', 'collage'),
      caption: fc.record({ text: tie('inline'), credit: tie('inline') }),
    }),
  ),
}));

const contents = {
  text: leaf.map((words) => ({ text: words })),
  rich: fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) => ({ rich_message: { blocks } })),
  poll: fc
    .record({
      question: leaf,
      description: leaf,
      options: some(fc.record({ text: leaf, voter_count: fc.nat({ max: 3 }) }), 12),
      type: fc.constantFrom('regular', 'quiz'),
      allows_multiple_answers: fc.boolean(),
    })
    .map((poll) => ({ poll })),
  checklist: fc
    .record({
      title: leaf,
      tasks: some(fc.record({ text: leaf, completion_date: fc.constantFrom(0, 1) }), 30),
      // Each task as long as many are that people paste.
      more: fc.constantFrom('', '', 'x'.repeat(900)),
    })
    .map(({ title, tasks, more }) => ({
      checklist: { title, tasks: tasks.map((task) => ({ ...task, text: task.text + more })) },
    })),
};

const group = { id: -1_001_000_000_001, type: 'supergroup', title: 'forum' };
const channel = { id: -1_001_000_000_002, type: 'channel', title: 'news' };
const ada = { id: 5, is_bot: false, first_name: 'Ada' };
const proxy = { id: 1_087_968_824, is_bot: true, first_name: 'Group' };

const origins = fc.constantFrom<Json[]>(
  { type: 'user', sender_user: { ...ada, id: 6 } },
  { type: 'hidden_user', sender_user_name: 'Carl' },
  { type: 'chat', sender_chat: group, author_signature: 'Dora' },
  { type: 'channel', chat: channel, message_id: 3 },
);

interface Case {
  kind: keyof typeof contents;
  content: Json;
  origin: Json | undefined;
  /** Who speaks: a person, an anonymous admin, a channel. */
  speaker: 'person' | 'admin' | 'channel';
  topic: 'none' | 'named' | 'unnamed';
  /** Of another form than Telegram gives them. */
  broken: { name: 'poll' | 'checklist' | 'rich_message' | 'forward_origin' | 'quote'; value: Json } | undefined;
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom<(keyof typeof contents)[]>('text', 'rich', 'rich', 'poll', 'checklist')
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      content: contents[kind].map((value): Json => JSON.parse(JSON.stringify(value))),
      origin: fc.option(origins, { nil: undefined }),
      speaker: fc.constantFrom('person', 'person', 'admin', 'channel'),
      topic: fc.constantFrom('none', 'named', 'unnamed'),
      broken: fc.option(
        fc.record({
          name: fc.constantFrom('poll', 'checklist', 'rich_message', 'forward_origin', 'quote'),
          value: json,
        }),
        { nil: undefined, freq: 3 },
      ),
    }),
  );

const thread = 7;

function updateOf({ content, origin, speaker, topic, broken }: Case): Json {
  const said = typeof content === 'object' ? content : {};
  const opened = { forum_topic_created: { name: 'x', icon_color: 1, is_name_implicit: topic === 'unnamed' } };
  const message = {
    ...{ message_id: 9, date: 1_790_000_000, chat: group },
    ...(speaker === 'person' ? { from: ada } : { from: proxy, sender_chat: speaker === 'admin' ? group : channel }),
    ...(topic === 'none'
      ? {}
      : {
          ...{ message_thread_id: thread, is_topic_message: true },
          reply_to_message: { message_id: thread, date: 1, chat: group, from: ada, ...opened },
        }),
    ...(origin === undefined ? {} : { forward_origin: origin }),
    ...said,
    ...(broken ? { [broken.name]: broken.value } : {}),
  };
  return { update_id: 1, message };
}

function holdRead(what: Case): void {
  const raw = updateOf(what);
  const update = holdTime(1000, 'an update', () => readUpdate(raw));
  if (!update?.message) throw new Error('an update that is not read');
  const [event] = toEvents([update], reader, { now: 1_790_000_000_000, live: true });
  const { kind, content, broken } = what;
  const isSaid = marksIn(content).length > 0;
  // What came in another form may have been all of it.
  const isKept = kind === 'text' || !broken || broken.name === 'forward_origin' || broken.name === 'quote';
  if (!event) {
    hold(!isSaid || !isKept, 'a message that is not heard');
    return;
  }
  holdEvent(event, [update]);
  holdWhose(what, event);
  if (isKept) holdWords(what, event);
}

function holdWhose({ origin, speaker, topic, broken }: Case, { actor, at, body }: InboundEvent): void {
  if (body.type !== 'message') throw new Error('no message');
  hold((actor.kind === 'chat') === (speaker !== 'person'), 'whoever speaks is taken for somebody else');
  hold(actor.moderator !== true, 'rights that nobody has');
  hold(at.thread === (topic === 'none' ? undefined : String(thread)), 'another topic');
  hold((at.unnamed === true) === (topic === 'unnamed'), 'whether somebody chose its title');
  const isForward = broken?.name === 'forward_origin' || origin !== undefined;
  hold((body.source?.kind === 'forward') === isForward, 'whose words they are');
  hold(!isForward || !body.addressed, 'what is passed on is meant for the bot');
  if (isForward && broken?.name !== 'forward_origin') hold(!!body.source?.author, 'an author who is told is lost');
}

/** All words that came are there, as far as there is room. */
function holdWords({ kind, content }: Case, { body }: InboundEvent): void {
  if (body.type !== 'message' || JSON.stringify(content).length > MOST_DETAILS / 2) return;
  const read = kind === 'poll' || kind === 'checklist' ? (body.details ?? '') : body.text;
  const lost = marksIn(content).find((mark) => !read.includes(mark));
  hold(lost === undefined, () => `${lost} is lost in ${read}`);
}

export const telegramContentProperties: readonly Fuzz[] = [fuzz('telegram-content', cases, holdRead)];
