import * as fc from 'fast-check';
import {
  answerOwed,
  decodeActor,
  decodeEphemeral,
  decodeFile,
  decodeMessage,
  decodeOffset,
  decodePrivate,
  decodeTarget,
  encodeEphemeral,
  encodeOffset,
  movedTarget,
  pendingPress,
  privateTarget,
} from '../../adapters/telegram/ids.ts';
import { idlePresses, toEvents } from '../../adapters/telegram/inbound.ts';
import { withAddresses } from '../../adapters/telegram/links.ts';
import { type TelegramMessage, wordsOf } from '../../adapters/telegram/message.ts';
import { readUpdate, type TelegramUpdate } from '../../adapters/telegram/update.ts';
import type { InboundEvent, Target } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { holdEventShape } from './event-shapes.ts';
import { type Fuzz, fuzz, hold, holdPlain, wrong } from './property.ts';
import { holdSame } from './shapes.ts';
import { bot, updates } from './telegram-acts.ts';
import { type Json, json, mutated, text } from './values.ts';

/** What Telegram sends: updates of every shape become events the core can keep, or nothing. */

export const reader = {
  self: { id: bot.id, username: 'parley_bot' },
  commands: new Set(['ask', 'image', 'new', 'stop', 'settings', 'start']),
};

function updatesIn(values: readonly unknown[]): TelegramUpdate[] {
  return values.map(readUpdate).filter((update) => update !== undefined);
}

/** Whole numbers that JSON and SQLite keep, as the ids of messages, chats and people are. */
const key =
  /^telegram:(?:-?\d{1,16}:(?:-?\d{1,16}|moved:-?\d{1,16})|edit:(?:-?\d{1,16}:){2}-?\d{1,16}|press:[\s\S]+|stop:-?\d{1,16}:-?\d{1,16})$/;

const now = 1_790_000_000_000;

/** Fails unless it is an event of these updates that the core can keep. */
export function holdEvent(event: InboundEvent, updates: readonly TelegramUpdate[]): void {
  holdEventShape(event, 'telegram');
  for (const each of [event.key, ...(event.alsoKeys ?? [])]) hold(key.test(each), () => `the key ${each}`);
  const { chat } = decodeTarget(event.reply);
  hold(event.reply.chat === `telegram:${chat}`, 'the target names two chats');
  if (event.reply.prompt !== undefined) decodeMessage(event.reply.prompt);
  const { body } = event;
  if (body.type !== 'message') {
    holdAct(event, updates);
    return;
  }
  hold(event.at.scopes[0] === event.reply.chat, 'permission is asked for another chat');
  const messages = updates.map(({ message }) => message).filter((message) => message !== undefined);
  const here = messages.filter((message) => message.chat.id === chat).map(writtenIn);
  hold(isWithin(body.text, here.join('')), 'a text with words nobody wrote');
  hold(!body.pieces && !event.alsoKeys, 'several messages in one event');
}

function holdAct({ body, reply, at }: InboundEvent, updates: readonly TelegramUpdate[]): void {
  switch (body.type) {
    case 'edit': {
      const { chat } = decodeTarget(reply);
      const edits = updates.map((update) => update.edited_message).filter((message) => message !== undefined);
      const words = edits.filter((edit) => edit.message_id === Number(body.id)).map(writtenIn);
      hold(body.of === `telegram:${chat}:${body.id}`, 'an edit of another message');
      hold(
        words.some((said) => isWithin(body.text, said)),
        'an edit to words nobody wrote',
      );
      return;
    }
    case 'press': {
      const queries = updates.map((update) => update.callback_query).filter((query) => query !== undefined);
      const query = queries.find(({ id }) => id === pendingPress(reply));
      hold(query?.data === body.data, 'a press of another button');
      hold(reply.prompt === undefined, 'a press that replies');
      const ephemeral = decodeEphemeral(body.message);
      if (!ephemeral) decodeMessage(body.message);
      // What follows a button only one person sees is for nobody else.
      else hold(!reply.group, 'a secret told to a group');
      return;
    }
    case 'stop':
      hold(at.kind === 'private', 'a draft in a group');
      return;
    case 'move':
      return;
    default:
      wrong(`an act Telegram does not tell of: ${body.type}`);
  }
}

/** The words of a message, and the addresses behind them. */
function writtenIn(message: TelegramMessage): string {
  const { text, entities } = wordsOf(message);
  return withAddresses(text, entities);
}

/** Whether `part` is `whole` with some of it left out; white space aside. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of part.replace(/\s/g, '').split('')) {
    at = whole.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Everything an update may turn into on the way, each step as the poll loop takes it. */
function take(values: readonly unknown[]): void {
  const updates = updatesIn(values);
  for (const live of [true, false]) {
    const together = toEvents(updates, reader, { now, live });
    for (const event of together) holdEvent(event, updates);
    if (live) hold(!together.some(({ sentAt }) => sentAt !== now), 'sent at another time');
    for (const update of updates) {
      for (const event of toEvents([update], reader, { now, live })) holdEvent(event, [update]);
    }
    // Whatever was pressed is taken, or answered as nothing.
    const idle = idlePresses(updates);
    const taken = together.map(({ reply }) => pendingPress(reply));
    for (const { callback_query: query, message, edited_message: edit } of updates) {
      if (query && !message && !edit) hold(idle.includes(query.id) || taken.includes(query.id), 'a press that hangs');
    }
  }
  for (const { update_id: id } of updates)
    hold(decodeOffset(bot.id, encodeOffset(bot.id, id + 1)) === id + 1 || id === -1, 'an offset that is lost');
}

const targets: fc.Arbitrary<Target> = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom('chat', 'thread', 'moved', 'group', 'topic', 'query', 'callback', 'user', 'file', 'size', 'x'),
      fc.oneof(text, fc.double(), fc.integer(), fc.boolean()),
      { noNullPrototype: true },
    ),
    fc.boolean(),
  )
  .map(([address, group]) => ({ surface: 'telegram', chat: 'telegram:1', group, privately: false, address }));

const number = fc.maxSafeInteger().filter((value) => value !== 0);

/** What one person alone is to see never has the group as its chat, whatever moves. */
function holdAlone(target: Target, user: number): void {
  const alone = privateTarget(target, user);
  hold(!alone.group, 'a group is not alone');
  if (!target.group) return;
  holdPlain(alone, 'a target');
  const { chat } = decodeTarget(target);
  const moved = movedTarget(alone, '-77');
  for (const each of [alone, privateTarget(alone, user), moved]) {
    hold(each.privately && decodeTarget(each).chat === user, 'a secret told to a group');
    hold(pendingPress(each) === undefined, 'a secret shown as an alert');
    hold(decodePrivate(each)?.chat === (each === moved ? -77 : chat), 'the group behind it is lost');
    hold(answerOwed(each) === pendingPress(target), 'a press that hangs');
  }
}

const anyUpdate = fc.record(
  { update_id: json, message: json, edited_message: json, callback_query: json, stopped_message_generation: json },
  { requiredKeys: ['update_id'] },
);

export const telegramProperties: readonly Fuzz[] = [
  fuzz('telegram-any', fc.array(fc.oneof(json, anyUpdate), { maxLength: 4 }), take),

  fuzz('telegram-updates', updates, (values) => {
    hold(updatesIn(values).length === values.length, 'a real update that is not read');
    take(values);
  }),

  fuzz(
    'telegram-mutated',
    mutated(
      updates.map((list): Json => list),
      6,
    ),
    (value) => take(Array.isArray(value) ? value : [value]),
  ),

  fuzz('telegram-targets', fc.tuple(targets, text, fc.option(text, { nil: undefined })), ([target, id, stored]) => {
    const offset = decodeOffset(bot.id, stored);
    hold(offset === undefined || Number.isSafeInteger(offset), 'an offset that is no number');
    const decoders = [decodeTarget, decodePrivate, answerOwed].map((decode) => () => decode(target) ?? null);
    const alone = () => holdAlone(target, 5);
    const named = () => decodeActor({ id, name: '' });
    const file = () => decodeFile(target.address);
    for (const decode of [
      ...decoders,
      alone,
      named,
      file,
      () => decodeMessage(id),
      () => decodeEphemeral(id) ?? null,
    ]) {
      try {
        holdPlain(decode() ?? null, 'an id');
      } catch (error) {
        if (!isFault(error, 'internal')) wrong(`not a Fault: ${String(error)}`);
      }
    }
  }),

  fuzz('telegram-ephemeral', fc.tuple(number, number, number), ([chat, user, message]) => {
    const ephemeral = { chat, user, message };
    holdSame(decodeEphemeral(encodeEphemeral(ephemeral)), ephemeral, 'an id of a message one person sees');
  }),
];
