import { freeText } from '../../conversation/entries.ts';
import { readable } from '../../conversation/prompt-record.ts';
import type { Button, Progress } from '../../ports/index.ts';
import { isToldAt } from '../../schedule/asked.ts';
import { cityOf, likelyZones, zonesLike } from '../../schedule/likely.ts';
import type { Times } from '../../schedule/reckon.ts';
import { isCommanding, MOST_TEXT, type Schedule } from '../../schedule/schedule.ts';
import { understand } from '../../schedule/understand.ts';
import { wallAt } from '../../schedule/zones.ts';
import { headOf } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from '../command.ts';
import { inRows, menu, refusal } from '../menu.ts';
import { scheduleButtons } from './schedule.ts';
import { unmadeText, type ZoneEffect, zoneKept } from './scheduled.ts';
import { shownText, whenText } from './when.ts';

const repeats = ['daily', 'weekdays', 'weekly', 'monthly'] as const;

/** /remind: tells a text, or asks the model something, at a time to come. What was understood is said back with its exact time. */
export const remind: CommandDefinition = {
  spec: {
    name: 'remind',
    audience: 'everyone',
    menu: true,
    options: [
      { name: 'text', type: 'string', rest: true, maxLength: MOST_TEXT },
      { name: 'when', type: 'string', suggest: true, maxLength: 100 },
      { name: 'repeat', type: 'string', choices: repeats },
      { name: 'as', type: 'string', choices: ['message', 'question'], leads: true },
      { name: 'zone', type: 'string', maxLength: 64, internal: true, serialised: true },
    ],
  },
  async *respond(context) {
    const { command, texts, schedules, turn } = context;
    const chosen = stringOption(command, 'zone');
    const zone = chosen === undefined ? await context.zone() : zonesLike(chosen)[0];
    if (chosen !== undefined && zone === undefined) {
      yield* askZone(context, texts('zone.unknown'), wishIn(context, 'UTC'));
      return;
    }
    const wish = wishIn(context, zone ?? 'UTC');
    const does = command.options['as'] === 'question' ? 'ask' : 'remind';
    if (!wish || (wish.isQuoted && isCommanding({ does, text: wish.text })))
      yield* refusal(texts('remind.unclear'), context);
    else if (zone === undefined && wish.needsZone) yield* askZone(context, texts('zone.ask'), wish);
    else {
      const { needsZone: _, isQuoted: __, ...wanted } = wish;
      const asked = await context.later();
      if (!asked) {
        yield* reply(texts('remind.no_place'));
        return;
      }
      const made = await schedules.make({ id: turn, does, ...wanted, zone: zone ?? 'UTC', asked });
      if (typeof made === 'string') yield* refusal(unmadeText(made, context), context);
      else yield* confirm(context, made, chosen === undefined ? {} : await zoneKept(context, zone));
    }
  },
  asks: (_, texts) => ({
    title: texts('zone.title'),
    fields: [{ option: 'zone', title: texts('zone.field') }],
  }),
  suggest: async ({ texts }, option, typed) => {
    if (option !== 'when') return [];
    const examples = texts('remind.examples').split('|');
    const own = typed.trim() === '' ? [] : [typed.trim()];
    const known = examples.filter((each) => each.toLowerCase().includes(typed.trim().toLowerCase()));
    return [...own, ...known].map((value) => ({ label: value, value }));
  },
};

/** Says what was understood, with buttons that change it. */
function* confirm(context: CommandContext, made: Schedule, effect: ZoneEffect): Generator<Progress> {
  const { texts } = context;
  const values = { text: shownText(made), when: whenText(made, context) };
  const about = texts(made.does === 'ask' ? 'remind.will_ask' : 'remind.will_tell', values);
  const where = isToldAt(made.asked, context.command) ? '' : `\n${texts('remind.elsewhere')}`;
  yield* menu(about + where, scheduleButtons(context, made), effect);
}

interface Wish {
  times: Times;
  text: string;
  needsZone: boolean;
  /** The text is that of the message that is replied to. */
  isQuoted: boolean;
}

/** Reads what is wanted; undefined where no time is named, or nothing to be told. */
function wishIn({ command, now }: CommandContext, zone: string): Wish | undefined {
  const [text = '', when, repeat] = ['text', 'when', 'repeat'].map((name) => stringOption(command, name));
  const read = understand(when ?? text, now, zone);
  if (!read) return undefined;
  const left = when === undefined ? read.text : text;
  const about = command.quote ? headOf(readable(command.quote), MOST_TEXT) : '';
  const isQuoted = left.trim() === '';
  const words = isQuoted ? about : left;
  const times = repeat === undefined ? read.times : again(read.times, repeat, zone);
  const needsZone = read.needsZone || repeat !== undefined;
  return words.trim() === '' ? undefined : { times, text: words, needsZone, isQuoted };
}

/** Has what is due once come again, at the same time of the day. */
function again(times: Times, repeat: string, zone: string): Times {
  if (!('at' in times)) return times;
  const wall = new Date(wallAt(times.at, zone));
  const days = {
    daily: '* * *',
    weekdays: '* * 1-5',
    weekly: `* * ${wall.getUTCDay()}`,
    monthly: `${wall.getUTCDate()} * *`,
  };
  const chosen = repeats.find((each) => each === repeat) ?? 'daily';
  return { cron: `${wall.getUTCMinutes()} ${wall.getUTCHours()} ${days[chosen]}` };
}

/** Asks for the person's time zone; the answer makes what was asked for. */
function* askZone(context: CommandContext, question: string, wish: Wish | undefined): Generator<Progress> {
  const { command, texts, language } = context;
  const { as, repeat, when } = command.options;
  const said = [when, command.options['text'], wish?.isQuoted ? wish.text : undefined];
  // What others wrote may look like an option.
  const about = headOf(freeText(said.filter((each) => each !== undefined).join(' ')), MOST_TEXT);
  const given = [as === undefined ? '' : `as=${as} `, repeat === undefined ? '' : `repeat=${repeat} `].join('');
  const buttons = likelyZones(command.actor.locale ?? language).map(
    (zone): Button => ({
      line: `remind zone=${zone} ${given}${about}`,
      label: cityOf(zone),
    }),
  );
  const other: Button = { line: `remind ${given}${about}`, label: texts('zone.other'), form: true };
  yield* menu(question, [...inRows(buttons, 2), [other]]);
}
