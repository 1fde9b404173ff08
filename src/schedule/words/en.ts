import { dateOf, type Phrase, phrase, type Said, spanOf, timeOf, units } from './said.ts';

/** Times as they are said in English. */

const WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const MORE: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
};
const COUNT = `\\d{1,4}|${WORDS.slice(1).join('|')}|fifteen|twenty|thirty|forty-five|forty|fifty|sixty|ninety|an|a`;
const HOUR = `\\d{1,2}|${WORDS.slice(1).join('|')}`;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = 'sun(?:day)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const UNIT = '(second|sec|minute|min|hour|hr|day|week)s?';
const NTH = '(\\d{1,2})(?:st|nd|rd|th)?';

function count(word = ''): number {
  const text = word.toLowerCase();
  return /^\d+$/.test(text) ? Number(text) : (MORE[text] ?? WORDS.indexOf(text));
}

function unit(word = ''): keyof typeof units {
  const text = word.toLowerCase();
  if (text.startsWith('s')) return 'second';
  return text.startsWith('m') ? 'minute' : text.startsWith('h') ? 'hour' : text.startsWith('d') ? 'day' : 'week';
}

const weekday = (name = '') => DAYS.indexOf(name.slice(0, 3).toLowerCase());
const month = (name = '') => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const year = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function again(number: string | undefined, word: string | undefined): readonly Said[] | undefined {
  const [each, of] = [count(number ?? 'one'), unit(word)];
  return of === 'minute' || of === 'hour' ? [{ each, unit: of }] : undefined;
}

export const english: readonly Phrase[] = [
  phrase('in half an hour', () => spanOf(0.5, units.hour)),
  phrase('in (?:an|one) hour and a half|in one and a half hours', () => spanOf(1.5, units.hour)),
  phrase(`in (${COUNT}) ${UNIT}`, ([number, word]) => spanOf(count(number), units[unit(word)])),
  phrase('every day|each day|daily', () => [{ every: [] }]),
  phrase('every (?:week|work(?:ing )?|business )day|(?:on )?weekdays', () => [{ every: [1, 2, 3, 4, 5] }]),
  phrase('every weekend|(?:on )?weekends', () => [{ every: [0, 6] }]),
  phrase('every (morning|afternoon|evening|night)', ([part = '']) => [{ every: [] }, partOf(part)]),
  phrase(`(?:every|each) (${DAY})s?(?:(?:,| and|, and) (${DAY})s?)?(?:(?:,| and|, and) (${DAY})s?)?`, (names) => [
    { every: names.flatMap((name) => (name === undefined ? [] : weekday(name))) },
  ]),
  phrase(`(?:on )?(${DAY})s`, ([name]) => (/days?$/i.test(name ?? '') ? [{ every: [weekday(name)] }] : undefined)),
  phrase(`(?:every month on the|on the|the) ${NTH} of (?:every|each) month`, ([day]) => monthly(day)),
  phrase(`every month on the ${NTH}`, ([day]) => monthly(day)),
  phrase('hourly|every hour', () => [{ each: 1, unit: 'hour' }]),
  phrase(`every (${COUNT}) (minute|min|hour|hr)s?`, ([number, word]) => again(number, word)),
  phrase('the day after tomorrow', () => [{ days: 2 }]),
  phrase('today', () => [{ days: 0 }]),
  phrase('tonight', () => [{ days: 0 }, { part: 'evening' }]),
  phrase('this (morning|afternoon|evening)', ([part = '']) => [{ days: 0 }, partOf(part)]),
  phrase('tomorrow (morning|afternoon|evening|night)', ([part = '']) => [{ days: 1 }, partOf(part)]),
  phrase('tomorrow', () => [{ days: 1 }]),
  phrase('next week', () => [{ days: 7 }]),
  phrase(`(?:on )?next (${DAY})`, ([name]) => [{ weekday: weekday(name), weeks: 1 }]),
  phrase(`(?:on |this )?(${DAY})`, ([name]) => [{ weekday: weekday(name) }]),
  phrase(`(?:on )?(?:the )?${NTH}(?: of)? (${MONTH})(?:,? (\\d{4}))?`, ([day, name, of]) =>
    dateOf(Number(day), month(name), year(of)),
  ),
  phrase(`(?:on )?(${MONTH}) ${NTH}(?:,? (\\d{4}))?`, ([name, day, of]) => dateOf(Number(day), month(name), year(of))),
  phrase('(?:at )?(?:noon|midday)', () => timeOf(12, 0)),
  phrase('(?:at )?midnight', () => timeOf(0, 0)),
  phrase(`(?:at )?half past (${HOUR})`, ([hour]) => timeOf(count(hour), 30)),
  phrase(`(?:at )?(?:a )?quarter past (${HOUR})`, ([hour]) => timeOf(count(hour), 15)),
  phrase(`(?:at )?(?:a )?quarter to (${HOUR})`, ([hour]) => timeOf((count(hour) + 23) % 24, 45)),
  phrase(`at (${HOUR})(?: o'?clock)? ?(am|pm)?`, ([hour, half]) =>
    timeOf(count(hour), 0, half === undefined ? undefined : half.toLowerCase() === 'am' ? 'am' : 'pm'),
  ),
  phrase('in the (morning|afternoon|evening)', ([part = '']) => [partOf(part)]),
  phrase('at night', () => [{ part: 'night' }]),
];

function monthly(day: string | undefined): readonly Said[] | undefined {
  const number = Number(day);
  return number >= 1 && number <= 31 ? [{ monthly: number }] : undefined;
}

function partOf(word: string): Said {
  const part = word.toLowerCase();
  return { part: part === 'morning' || part === 'afternoon' || part === 'night' ? part : 'evening' };
}

/** Words around a time that say nothing of what is to be told. */
export const englishAround = {
  before: /^(?:please )?(?:remind me|me)(?: (?=\S))?/iu,
  after: /^(?:to|that|about|of)(?= )/iu,
  joint: /^(?:and|,)(?= )/iu,
};
