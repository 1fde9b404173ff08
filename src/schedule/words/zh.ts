import { dateOf, type Part, type Phrase, phrase, type Said, spanOf, timeOf, units } from './said.ts';

/** Times as they are said in Chinese, in either script. Nothing stands between its words. */

const DIGITS = '零一二三四五六七八九';
const NUMBER = '\\d{1,4}|[零一二两兩三四五六七八九十]{1,3}';
const WEEK = '(?:周|週|星期|礼拜|禮拜)';
const DAY = '[一二三四五六日天]';
const PART = '凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|早|晚';
const ANYWHERE = '';

function count(text = ''): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens = '', ones] = text.replace(/[两兩]/gu, '二').split('十');
  const digit = (sign: string) => DIGITS.indexOf(sign);
  if (ones === undefined) return digit(tens);
  return (tens === '' ? 1 : digit(tens)) * 10 + (ones === '' ? 0 : digit(ones));
}

const weekday = (sign = '') => (sign === '日' || sign === '天' ? 0 : DIGITS.indexOf(sign));

function unit(word: string): keyof typeof units {
  if (word === '天') return 'day';
  const first = word.charAt(0);
  return first === '秒' ? 'second' : first === '分' ? 'minute' : '小钟鐘'.includes(first) ? 'hour' : 'week';
}

function partOf(word: string | undefined): Part | undefined {
  if (word === undefined) return undefined;
  if (word.includes('凌')) return 'night';
  if (word === '中午') return 'noon';
  if (word === '下午') return 'afternoon';
  return /[晚傍]/u.test(word) ? 'evening' : 'morning';
}

function minutes(half: string | undefined, number: string | undefined): number {
  if (half !== undefined) return half.startsWith('半') ? 30 : half.startsWith('一') ? 15 : 45;
  return number === undefined ? 0 : count(number);
}

function withPart(said: readonly Said[] | undefined, word: string | undefined): readonly Said[] | undefined {
  const part = partOf(word);
  return said && part ? [...said, { part }] : said;
}

const of = (source: string, read: Phrase['read']) => phrase(source, read, ANYWHERE);

export const chinese: readonly Phrase[] = [
  of('半(?:个|個)?(?:小时|小時|钟头|鐘頭)(?:以|之)?[后後]', () => spanOf(0.5, units.hour)),
  of(
    `(${NUMBER})(?:个|個)?(秒钟|秒鐘|秒|分钟|分鐘|小时|小時|钟头|鐘頭|天|周|週|星期)(?:以|之)?[后後]`,
    ([number, word = '']) => spanOf(count(number), units[unit(word)]),
  ),
  of('每(?:个|個)?工作日|(?:周|週)一(?:至|到)(?:周|週)?五', () => [{ every: [1, 2, 3, 4, 5] }]),
  of('每(?:个|個)?(?:周|週)末', () => [{ every: [0, 6] }]),
  of('每天|每日|天天', () => [{ every: [] }]),
  of('每晚', () => [{ every: [] }, { part: 'evening' }]),
  of('每早', () => [{ every: [] }, { part: 'morning' }]),
  of(`每(?:个|個)?${WEEK}(${DAY})(?:[、和及,，]${WEEK}?(${DAY}))?(?:[、和及,，]${WEEK}?(${DAY}))?`, (names) => [
    { every: names.flatMap((name) => (name === undefined ? [] : weekday(name))) },
  ]),
  of(`每(?:个|個)?月(${NUMBER})(?:日|号|號)`, ([day]) =>
    count(day) >= 1 && count(day) <= 31 ? [{ monthly: count(day) }] : undefined,
  ),
  of('每(?:个|個)?(?:小时|小時)', () => [{ each: 1, unit: 'hour' }]),
  of(`每(?:隔)?(${NUMBER})(?:个|個)?(分钟|分鐘|小时|小時)`, ([number, word = '']) => [
    { each: count(number), unit: word.startsWith('分') ? 'minute' : 'hour' },
  ]),
  of('大[后後]天', () => [{ days: 3 }]),
  of('[后後]天', () => [{ days: 2 }]),
  of('明晚', () => [{ days: 1 }, { part: 'evening' }]),
  of('明早', () => [{ days: 1 }, { part: 'morning' }]),
  of('明天|明日', () => [{ days: 1 }]),
  of('今晚', () => [{ days: 0 }, { part: 'evening' }]),
  of('今天|今日', () => [{ days: 0 }]),
  of(`下(?:个|個)?${WEEK}(${DAY})`, ([name]) => [{ weekday: weekday(name), weeks: 1 }]),
  of(`(?:这|這|本)?(?:个|個)?${WEEK}(${DAY})`, ([name]) => [{ weekday: weekday(name) }]),
  of(`(?:(\\d{4})年)?(${NUMBER})月(${NUMBER})(?:日|号|號)`, ([year, month, day]) =>
    dateOf(count(day), count(month), year === undefined ? undefined : Number(year)),
  ),
  of(`(${PART})?(\\d{1,2})[:：](\\d{2})`, ([part, hour, minute]) =>
    withPart(timeOf(Number(hour), Number(minute)), part),
  ),
  of(`(${PART})?(${NUMBER})[点點时時](?:(半|一刻|三刻)|(?:钟|鐘|整)|(${NUMBER})分?)?`, ([part, hour, half, minute]) =>
    withPart(timeOf(count(hour), minutes(half, minute)), part),
  ),
  of('中午|正午', () => timeOf(12, 0)),
  of('半夜|午夜', () => timeOf(0, 0)),
  of(`(${PART})`, ([word]) => {
    const part = partOf(word);
    return part && [{ part }];
  }),
];

/** As in English. */
export const chineseAround = {
  before: /^(?:请|請)?(?:提醒我|叫我|告诉我|告訴我)/u,
  after: /^(?:提醒我|叫我|的时候|的時候|时|時|要|去)/u,
  joint: /^(?:的|，|,|、|和)/u,
};
