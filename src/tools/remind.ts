import type { Tool, ToolContext, ToolResult, ToolSource } from '../ports/index.ts';
import { type Asked, dueNext, MOST_TEXT, type Schedule } from '../schedule/schedule.ts';
import type { Schedules } from '../schedule/schedules.ts';
import { understand } from '../schedule/understand.ts';
import { wallAt } from '../schedule/zones.ts';
import { digest } from '../util/text.ts';
import { fixedTools } from './tools.ts';

/** Reminders that the model makes where somebody asks for one. They are the asker's own wish, and shown by `/schedule`. */

export interface RemindParts {
  schedules: Schedules;
  /** Reads where a turn's answer can be told later; undefined where nothing reaches that place for good. */
  askedAt(task: ToolContext['task']): Asked | undefined;
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
    async run({ when, text: words, ask }, { turn, call, task, zone }) {
      const asked = askedAt(task);
      if (!asked) return failed('Nothing can be said at this place later. The person can ask in their private chat.');
      const read = understand(String(when), task.sentAt, zone ?? 'UTC');
      if (read?.text !== '') return failed(`"${String(when)}" is no time to come. Write it like "tomorrow at 9:00".`);
      if (read.needsZone && zone === undefined)
        return failed('The time zone of the person is not known. They can set it with /zone and then ask again.');
      const does = ask === true ? 'ask' : 'remind';
      const wish = {
        id: digest(`${turn} ${call}`).slice(0, 20),
        does,
        text: String(words),
        times: read.times,
        asked,
      } as const;
      const made = await schedules.make({ ...wish, zone: zone ?? 'UTC' });
      return typeof made === 'string' ? failed(REASONS[made]) : { text: `Made: ${told(made)}` };
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

function listing({ schedules }: RemindParts): Tool {
  return {
    ...{ group: 'time', effect: 'read', recalls: true },
    spec: {
      name: 'list_reminders',
      description: 'Lists the reminders that the person who asks has at this place, with their ids.',
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
    // Deleting twice is deleting once.
    effect: 'own',
    recalls: true,
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
    async run({ id }, { task }) {
      const found = (await own(schedules, task)).find((each) => each.id === id);
      if (!found) return failed('There is no such reminder.');
      await schedules.remove(found.id);
      return { text: `Deleted: ${found.text}` };
    },
  };
}

/** Lists what the person has where they ask: what they have elsewhere is told to nobody here. */
async function own(schedules: Schedules, { actor, place, target }: ToolContext['task']): Promise<Schedule[]> {
  const theirs = await schedules.list({ person: actor.id });
  return theirs.filter(({ asked }) => place.kind !== 'group' || asked.at.chat === target.chat);
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
