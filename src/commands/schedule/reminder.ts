import type { Button } from '../../ports/index.ts';
import { REMINDER, RESTS } from '../../schedule/schedule.ts';
import { momentOf, wallAt } from '../../schedule/zones.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, reply, stringOption } from '../command.ts';
import { menu, refusal } from '../menu.ts';
import { unmadeText } from './scheduled.ts';
import { momentText, shownText } from './when.ts';

/** Shows a reminder. Only a due time asks for it. */
export const reminder: CommandDefinition = {
  spec: {
    name: REMINDER,
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    under: 'remind',
    options: [
      { name: 'text', type: 'string' },
      { name: 'schedule', type: 'string' },
    ],
  },
  async *respond(context) {
    const { command } = context;
    const mention = context.mention();
    const text = stringOption(command, 'text') ?? '';
    const row = buttons(context, stringOption(command, 'schedule') ?? '');
    if (mention === undefined) yield* menu(toldText(context, text), row);
    else yield* menu(`⏰ ${escapeMarkdown(text)}`, row, { mention });
  },
};

const reasons = ['access', 'left', 'gone', 'refused'] as const;

/** Tells that a schedule rests, and why. Only the schedule's clock asks for it. */
export const rests: CommandDefinition = {
  spec: {
    name: RESTS,
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    apart: true,
    owed: true,
    options: [
      { name: 'why', type: 'string', choices: reasons },
      { name: 'schedule', type: 'string' },
    ],
  },
  async *respond({ command, texts, schedules }) {
    const why = reasons.find((each) => each === stringOption(command, 'why')) ?? 'refused';
    const of = await schedules.read(stringOption(command, 'schedule') ?? '');
    const name = escapeMarkdown(headline(command.actor.name, 64));
    // The chat that was gone is there again, or this would reach nobody.
    const key = why === 'gone' && command.place.kind === 'private' ? 'back' : why;
    // What somebody has deleted since is told to nobody.
    yield* reply(of ? texts(`schedule.rests.${key}`, { name, text: shownText(of) }) : texts('schedule.gone'));
  },
};

/** Minutes for which a reminder can be put off; a day goes by the clock on the wall. */
const DAY = 1440;
const waits = [10, 60, DAY] as const;
const DAY_MS = 86_400_000;

/** Puts a reminder off, or away. Its own buttons ask for it. */
export const snooze: CommandDefinition = {
  spec: {
    name: 'snooze',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    under: 'remind',
    menu: true,
    options: [
      { name: 'of', type: 'string', required: true },
      { name: 'minutes', type: 'integer', min: 0, max: DAY, required: true, serialised: true },
    ],
  },
  async *respond(context) {
    const { command, texts, schedules, turn, now } = context;
    const of = await schedules.read(stringOption(command, 'of') ?? '');
    const minutes = numberOption(command, 'minutes') ?? 0;
    if (!of) yield* refusal(texts('schedule.gone'), context);
    else if (minutes === 0) yield* menu(`✓ ~~${escapeMarkdown(of.text)}~~`, []);
    else {
      const { zone, text } = of;
      const at = minutes === DAY ? momentOf(wallAt(now, zone) + DAY_MS, zone) : now + minutes * 60_000;
      const asked = await context.later();
      const made = asked && (await schedules.make({ id: turn, does: 'remind', text, times: { at }, zone, asked }));
      if (!made) yield* reply(texts('remind.no_place'));
      else if (typeof made === 'string') yield* reply(unmadeText(made, context));
      else {
        const again = texts('reminder.again', { time: momentText(at, zone, context) });
        const remove: Button = { line: `schedule remove=${made.id}`, label: texts('schedule.remove') };
        yield* menu(`${toldText(context, text)}\n\n${again}`, [[remove]]);
      }
    }
  },
};

/** The text of a reminder; where others read along, with whose it is. */
function toldText({ command, texts }: CommandContext, text: string): string {
  const words = escapeMarkdown(text);
  if (command.place.kind !== 'group') return `⏰ ${words}`;
  return texts('reminder.for', { name: escapeMarkdown(headline(command.actor.name, 64)), text: words });
}

function buttons({ texts }: CommandContext, id: string): Button[][] {
  const off = waits.map(
    (minutes): Button => ({
      line: `snooze of=${id} minutes=${minutes}`,
      label: texts(`reminder.in.${minutes}`),
    }),
  );
  return [[{ line: `snooze of=${id} minutes=0`, label: texts('reminder.done') }, ...off]];
}
