import { readCron } from '../../src/schedule/cron.ts';
import { zonesLike } from '../../src/schedule/likely.ts';
import { MOST_TEXT } from '../../src/schedule/schedule.ts';
import { understand } from '../../src/schedule/understand.ts';
import type { BoundedWork } from './bounded-work.ts';

/** Functions of schedules that touch what people write; a command takes no longer text. */
export const scheduleWork: readonly BoundedWork[] = [
  { name: 'schedule: a time', work: (text) => understand(text.slice(0, MOST_TEXT), 0, 'Europe/Berlin') },
  { name: 'schedule: a line of cron', work: readCron },
  { name: 'schedule: a zone', work: (text) => zonesLike(text) },
];
