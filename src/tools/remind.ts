import type { Tool, ToolContext, ToolResult, ToolSource } from '../ports/index.ts';
import { isAlone, isToldAt } from '../schedule/asked.ts';
import { type Asked, dueNext, isCommanding, MOST_TEXT, type Schedule } from '../schedule/schedule.ts';
import type { Schedules } from '../schedule/schedules.ts';
import { understand } from '../schedule/understand.ts';
import { wallAt } from '../schedule/zones.ts';
import { digest } from '../util/text.ts';
import { fixedTools } from './tools.ts';

/** Reminders that the model makes where somebody asks for one. They are the asker's own wish, and shown by `/schedule`. */

export interface RemindParts {
  schedules: Schedules;
  /** Finds where a person can be told later what they ask for; undefined where nothing reaches them for good. */
  askedAt(task: ToolContext['task'], signal: AbortSignal): Promise<Asked | undefined>;
}

/** Longest time in words, and longest id, in UTF-16 units. */
const MOST_WHEN = 100;
const MOST_ID = 20_000;

const text = (maxLength: number, description: string) => ({ type: 'string', maxLength, description });

export function remindTools(parts: RemindParts): ToolSource {
  return fixedTools([creating(parts), listing(parts), deleting(parts)]);
}

function creating({ schedules, askedAt }: RemindParts): Tool {
  return {
    group: 'time',
    // Made once under its turn and call, however often it runs.
    effect: 'own',
    spec: {
      name: 'remind',
      description:
        'Makes a reminder for the person who asks, once or again and again. Use it only where they ask to be reminded or to have something done later. Afterwards tell them the exact time that the result names.',
      parameters: {
        type: 'object',
        properties: {
          when: text(
            MOST_WHEN,
            'Time in English, such as "tomorrow at 9:00", "in 20 minutes", "2027-03-01 14:00", "every Friday at 17:00".',
          ),
          text: text(MOST_TEXT, 'What to tell them then, in their language.'),
          ask: {
            type: 'boolean',
            description:
              'True if the text is to be asked of you then, as if they said it, instead of being shown as it is.',
          },
        },
        required: ['when', 'text'],
        additionalProperties: false,
      },
    },
    async run({ when, text: words, ask }, { turn, call, task, zone, signal }) {
      const read = understand(String(when), task.sentAt, zone ?? 'UTC');
      if (read?.text !== '') return failed(`"${String(when)}" is no time to come. Write it like "tomorrow at 9:00".`);
      if (read.needsZone && zone === undefined)
        return failed(
          'Not made: the time zone of the person is not known. Tell them to set it with /zone, and to ask again then: nothing goes on by itself.',
        );
      const asked = await askedAt(task, signal);
      if (!asked) return failed('Nothing can be said at this place later. The person can ask in their private chat.');
      const does = ask === true ? 'ask' : 'remind';
      const wish = {
        id: deedOf(turn, call),
        does,
        text: String(words),
        times: read.times,
        asked,
      } as const;
      if (isCommanding(wish)) return failed('What is asked of you then cannot be a command. Say it in words.');
      const made = await schedules.make({ ...wish, zone: zone ?? 'UTC' });
      if (typeof made === 'string') return failed(REASONS[made]);
      const where = isToldAt(made.asked, task) ? '' : '\nIt is told in their private chat with you.';
      return { text: `Made: ${told(made)}${where}` };
    },
  };
}

const REASONS = {
  person_full: 'The person has as many reminders as one can have; /schedule deletes some.',
  chat_full: 'This chat has as many reminders as it can have.',
  never: 'That time is over.',
  often: 'That is too often.',
  text: 'The text is empty or too long.',
} as const;

/** Id of what a call does: the same when it runs again after a crash. */
function deedOf(turn: string, call: string): string {
  return digest(`${turn} ${call}`).slice(0, 20);
}

function listing({ schedules }: RemindParts): Tool {
  return {
    ...{ group: 'time', effect: 'read', recalls: true },
    spec: {
      name: 'list_reminders',
      description:
        'Lists the reminders of the person who asks, with their ids: all of them where nobody else reads along, elsewhere those of this place.',
      parameters: { type: 'object', properties: {}, additionalProperties: false },
    },
    async run(_, { task }) {
      const theirs = await own(schedules, task);
      return { text: theirs.length === 0 ? 'There are none.' : theirs.map(told).join('\n') };
    },
  };
}

function deleting({ schedules }: RemindParts): Tool {
  return {
    group: 'time',
    // Deleting twice is deleting once, and is told alike.
    effect: 'own',
    recalls: true,
    wordless: true,
    spec: {
      name: 'delete_reminder',
      description: 'Deletes a reminder of the person who asks. Use it only where they ask for that.',
      parameters: {
        type: 'object',
        properties: { id: text(MOST_ID, 'Id as list_reminders tells it.') },
        required: ['id'],
        additionalProperties: false,
      },
    },
    async run({ id }, { turn, call, task }) {
      const by = deedOf(turn, call);
      const found = (await own(schedules, task)).find((each) => each.id === id);
      if (found) await schedules.remove(found, by);
      const gone = found ?? (await schedules.removed(by));
      if (!gone) return failed('There is no such reminder.');
      return { text: `Deleted: ${gone.text}`, about: gone.text };
    },
  };
}

/** Lists what the person has: where others see the answer, only what is told there, and so is seen there anyway. */
async function own(schedules: Schedules, task: ToolContext['task']): Promise<Schedule[]> {
  const theirs = await schedules.list({ person: task.actor.id });
  return isAlone(task) ? theirs : theirs.filter(({ asked }) => isToldAt(asked, task));
}

function told(schedule: Schedule): string {
  const { id, text: words, times, zone, does } = schedule;
  const due = dueNext(schedule);
  const next = due === undefined ? 'paused' : `next ${new Date(wallAt(due, zone)).toISOString().slice(0, 16)} ${zone}`;
  const often = 'cron' in times ? `, cron ${times.cron}` : '';
  return `${id}: ${next}${often}${does === 'ask' ? ', asked of you' : ''}: ${words}`;
}

function failed(why: string): ToolResult {
  return { text: why, isError: true };
}
