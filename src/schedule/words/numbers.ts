import { dateOf, type Phrase, phrase, timeOf } from './said.ts';

/** Times that are said alike in all languages: by numbers. */

const FIELD = '[\\d*/,-]{1,40}';

export const numbers: readonly Phrase[] = [
  phrase('(\\d{4})-(\\d{1,2})-(\\d{1,2})', ([year, month, day]) => dateOf(Number(day), Number(month), Number(year))),
  phrase('(?:at |@ ?|a las? )?(\\d{1,2})[:h](\\d{2}) ?(am|pm|a\\.m\\.|p\\.m\\.)?', ([hour, minute, half]) =>
    timeOf(Number(hour), Number(minute), halfOf(half)),
  ),
  phrase('(?:at |@ ?)?(\\d{1,2}) ?(am|pm|a\\.m\\.|p\\.m\\.)', ([hour, half]) => timeOf(Number(hour), 0, halfOf(half))),
  phrase(`(?:cron:? )?(${FIELD} ${FIELD} ${FIELD} ${FIELD} ${FIELD})`, ([cron = '']) => [{ cron }], '(?=\\s|$)'),
];

function halfOf(word: string | undefined): 'am' | 'pm' | undefined {
  return word === undefined ? undefined : word.toLowerCase().startsWith('a') ? 'am' : 'pm';
}
