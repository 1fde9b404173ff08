import type { Button, Progress } from '../../ports/index.ts';
import { isAlone, isToldAt } from '../../schedule/asked.ts';
import { MOST_TEXT, type Schedule } from '../../schedule/schedule.ts';
import type { Change } from '../../schedule/schedules.ts';
import { understand } from '../../schedule/understand.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption } from '../command.ts';
import { menu, pageOf, refusal, turning } from '../menu.ts';
import { unmadeText } from './scheduled.ts';
import { shownText, whenText, writtenTimes } from './when.ts';

const SIZE = 4;

/** /schedule: lists reminders and what is asked again and again, and changes them by buttons. */
export const schedule: CommandDefinition = {
  spec: {
    name: 'schedule',
    audience: 'asker',
    menu: true,
    options: [
      { name: 'open', type: 'string', internal: true },
      { name: 'pause', type: 'string', internal: true },
      { name: 'resume', type: 'string', internal: true },
      { name: 'remove', type: 'string', internal: true },
      { name: 'change', type: 'string', internal: true },
      { name: 'when', type: 'string', internal: true, maxLength: 100 },
      { name: 'says', type: 'string', internal: true, maxLength: MOST_TEXT },
      { name: 'as', type: 'string', internal: true, choices: ['message', 'question'] },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(context) {
    const { command, texts, schedules, turn } = context;
    const given = acts.find((act) => command.options[act] !== undefined);
    const id = given && stringOption(command, given);
    if (given === undefined || id === undefined) {
      yield* list(context);
      return;
    }
    const found = await schedules.read(id);
    // An attempt before may have died when it was gone already.
    const gone = given === 'remove' && !found ? await schedules.removed(turn) : undefined;
    if (gone) yield* removed(context, gone);
    else if (!found || !(await may(context, given, found))) yield* refusal(texts('schedule.gone'), context);
    else if (given === 'remove') {
      await schedules.remove(found, turn);
      yield* removed(context, found);
    } else yield* changed(context, found);
  },
  async asks({ change }, texts, known) {
    const now = typeof change === 'string' ? await known.schedule(change) : undefined;
    const [when, says] = [texts('schedule.field.when'), texts('schedule.field.says')];
    const how = texts('schedule.field.when_how');
    return {
      title: texts('schedule.change_title'),
      fields: [
        { option: 'when', title: when, label: how, ...(now ? { value: writtenTimes(now) } : { optional: true }) },
        { option: 'says', title: says, long: true, ...(now ? { value: now.text } : { optional: true }) },
      ],
    };
  },
};

function* removed(context: CommandContext, gone: Pick<Schedule, 'text'>): Generator<Progress> {
  yield* menu(context.texts('schedule.removed', { text: shownText(gone) }), [[listButton(context)]]);
}

const acts = ['open', 'pause', 'resume', 'remove', 'change'] as const;

/**
 * Tells whether the person may do an act with one. Who made it may do all. Who moderates its place may have it rest there, or take it
 * away. Its words stay its maker's: they are asked with that person's rights.
 */
async function may(
  { command, mayDecide }: Pick<CommandContext, 'command' | 'mayDecide'>,
  act: (typeof acts)[number],
  { asked }: Schedule,
): Promise<boolean> {
  if (asked.actor.id === command.actor.id) return true;
  const isOpen = (act === 'open' && command.options['as'] === undefined) || act === 'pause' || act === 'remove';
  return isOpen && asked.at.chat === command.target.chat && (await mayDecide(asked.actor.id));
}

/** Changes one as it is asked for, and shows what it is then. */
async function* changed(context: CommandContext, before: Schedule): AsyncGenerator<Progress> {
  const { texts, schedules } = context;
  const change = changeIn(context, before);
  if (change === 'unclear') yield* refusal(texts('schedule.unclear'), context);
  else {
    const after = Object.keys(change).length === 0 ? before : await schedules.change(before.id, change);
    if (typeof after === 'string') yield* refusal(unmadeText(after, context), context);
    else yield* menu(described(context, after), scheduleButtons(context, after));
  }
}

function changeIn({ command, now }: CommandContext, before: Schedule): Change | 'unclear' {
  const { options } = command;
  const { zone } = before;
  const [written, says] = [stringOption(command, 'when') ?? '', stringOption(command, 'says') ?? ''];
  // What the form showed and nobody changed stays as it is, to the second.
  const when = written === writtenTimes(before) ? '' : written;
  const read = when === '' ? undefined : understand(when, now, zone);
  if (when !== '' && read?.text !== '') return 'unclear';
  return {
    ...(options['pause'] === undefined ? {} : { paused: true }),
    ...(options['resume'] === undefined ? {} : { paused: false }),
    ...(options['as'] === undefined
      ? {}
      : { does: options['as'] === 'question' ? ('ask' as const) : ('remind' as const) }),
    ...(read ? { times: read.times } : {}),
    ...(says === '' || says === before.text.trim() ? {} : { text: says }),
  };
}

/** Says all there is to say of one. */
function described(context: CommandContext, one: Schedule): string {
  const { texts } = context;
  const values = { text: shownText(one), when: whenText(one, context) };
  const about = texts(one.does === 'ask' ? 'remind.will_ask' : 'remind.will_tell', values);
  return one.paused ? `${about}\n\n${texts(`schedule.paused.${one.paused}`)}` : about;
}

/** Buttons that change one, as far as the person may. */
export function scheduleButtons(
  { texts, command }: Pick<CommandContext, 'texts' | 'command'>,
  { id, does, paused, asked }: Schedule,
): Button[][] {
  const remove: Button = { line: `schedule remove=${id}`, label: texts('schedule.remove'), style: 'danger' };
  const pause = { line: `schedule pause=${id}`, label: texts('schedule.pause') };
  if (asked.actor.id !== command.actor.id) return [[...(paused ? [] : [pause]), remove], [listButton({ texts })]];
  const other = does === 'ask' ? 'message' : 'question';
  return [
    [
      { line: `schedule change=${id}`, label: texts('schedule.change'), form: true },
      paused ? { line: `schedule resume=${id}`, label: texts('schedule.resume') } : pause,
      remove,
    ],
    [{ line: `schedule open=${id} as=${other}`, label: texts(`schedule.as.${other}`) }, listButton({ texts })],
  ];
}

function listButton({ texts }: Pick<CommandContext, 'texts'>): Button {
  return { line: 'schedule', label: texts('schedule.list') };
}

/** Finds what the person may see here: their own, as far as nobody else reads along, and where they moderate what all have there. */
async function seenHere({ command, schedules, isAmong }: CommandContext): Promise<Schedule[]> {
  const here = ({ asked }: Schedule) => isToldAt(asked, command);
  const all = await schedules.list({ person: command.actor.id });
  const own = isAlone(command) ? all : all.filter(here);
  if (command.place.kind !== 'group' || !(await isAmong('moderator'))) return own;
  const those = await schedules.list({ chat: command.target.chat });
  const others = those.filter((one) => one.asked.actor.id !== command.actor.id && here(one));
  return [...own, ...others].sort((a, b) => a.at - b.at);
}

/** Lists what the person may see here. */
async function* list(context: CommandContext): AsyncGenerator<Progress> {
  const { command, texts } = context;
  const shown = await seenHere(context);
  const page = pageOf(shown, SIZE, numberOption(command, 'page'));
  const lines = page.items.map((one, at) => {
    const whose =
      one.asked.actor.id === command.actor.id ? '' : ` (${escapeMarkdown(headline(one.asked.actor.name, 64))})`;
    const rests = one.paused ? ` ${texts(`schedule.paused.${one.paused}`)}` : '';
    return `**${page.start + at + 1}** ${shownText(one)}${whose}\n${whenText(one, context)}${rests}`;
  });
  const title = shown.length > 0 ? texts('schedule.title', { count: shown.length }) : texts('schedule.nothing');
  const rows = page.items.map((one, at): Button[] => [
    { line: `schedule open=${one.id}`, label: `${page.start + at + 1} ${headline(one.text, 30)}` },
  ]);
  yield* menu([title, ...lines].join('\n\n'), [...rows, turning(page, (to) => `schedule page=${to}`)]);
}
