import { describe, expect, it } from 'vitest';
import { understand } from '../../src/schedule/understand.ts';
import { wallAt } from '../../src/schedule/zones.ts';

/** Tuesday, 1 December 2026, 10:00 in Berlin. */
const now = Date.parse('2026-12-01T09:00:00Z');
const zone = 'Europe/Berlin';

/** When and what, in short: the time on the wall, or the line of cron. */
function read(text: string): [when: string, text: string] | undefined {
  const found = understand(text, now, zone);
  if (!found) return undefined;
  const { times } = found;
  return ['at' in times ? new Date(wallAt(times.at, zone)).toISOString().slice(0, 16) : times.cron, found.text];
}

describe('English', () => {
  it.each([
    ['tomorrow at nine buy milk', '2026-12-02T09:00', 'buy milk'],
    ['remind me tomorrow at 9 to buy milk', '2026-12-02T09:00', 'buy milk'],
    ['buy milk tomorrow at 9:30', '2026-12-02T09:30', 'buy milk'],
    ['in 20 minutes check the oven', '2026-12-01T10:20', 'check the oven'],
    ['in half an hour: tea', '2026-12-01T10:30', 'tea'],
    ['in 90 seconds tea', '2026-12-01T10:01', 'tea'],
    ['check the oven in an hour', '2026-12-01T11:00', 'check the oven'],
    ['at 5pm call mum', '2026-12-01T17:00', 'call mum'],
    ['at 9 call mum', '2026-12-02T09:00', 'call mum'],
    ['tonight at 8 call mum', '2026-12-01T20:00', 'call mum'],
    ['tomorrow evening water the plants', '2026-12-02T20:00', 'water the plants'],
    ['the day after tomorrow pay rent', '2026-12-03T09:00', 'pay rent'],
    ['on Friday at half past three: meeting', '2026-12-04T03:30', 'meeting'],
    ['next Friday 5 pm meeting', '2026-12-11T17:00', 'meeting'],
    ['Tuesday at 9 call', '2026-12-08T09:00', 'call'],
    ['on 3 March at noon pay taxes', '2027-03-03T12:00', 'pay taxes'],
    ['March 3rd, 2028 pay taxes', '2028-03-03T09:00', 'pay taxes'],
    ['on 29 February celebrate', '2028-02-29T09:00', 'celebrate'],
    ['2027-01-15 14:00 dentist', '2027-01-15T14:00', 'dentist'],
    ['every day at 8 take the pills', '0 8 * * *', 'take the pills'],
    ['every Friday at 17:00 sum up this channel', '0 17 * * 5', 'sum up this channel'],
    ['every Friday sum up this channel at 17:00', '0 17 * * 5', 'sum up this channel'],
    ['every Monday and Thursday at 7:15 gym', '15 7 * * 1,4', 'gym'],
    ['every weekday at 9 stand-up', '0 9 * * 1,2,3,4,5', 'stand-up'],
    ['on the 1st of every month pay rent', '0 9 1 * *', 'pay rent'],
    ['every 2 hours drink water', '0 */2 * * *', 'drink water'],
    ['every morning stretch', '0 9 * * *', 'stretch'],
    ['*/15 9-17 * * 1-5 look up', '*/15 9-17 * * 1-5', 'look up'],
  ])('%s', (text, when, rest) => {
    expect(read(text)).toEqual([when, rest]);
  });
});

describe('Spanish', () => {
  it.each([
    ['mañana a las nueve comprar leche', '2026-12-02T09:00', 'comprar leche'],
    ['recuérdame mañana a las 9 que compre leche', '2026-12-02T09:00', 'compre leche'],
    ['comprar leche pasado mañana a las 18:30', '2026-12-03T18:30', 'comprar leche'],
    ['en 20 minutos mirar el horno', '2026-12-01T10:20', 'mirar el horno'],
    ['dentro de media hora té', '2026-12-01T10:30', 'té'],
    ['el viernes a las 5 de la tarde reunión', '2026-12-04T17:00', 'reunión'],
    ['el 3 de marzo a las diez y media pagar', '2027-03-03T10:30', 'pagar'],
    ['mañana por la tarde regar', '2026-12-02T15:00', 'regar'],
    ['todos los viernes a las 17:00 resumen', '0 17 * * 5', 'resumen'],
    ['de lunes a viernes a las 9 reunión', '0 9 * * 1,2,3,4,5', 'reunión'],
    ['cada día a las 8 tomar las pastillas', '0 8 * * *', 'tomar las pastillas'],
    ['el día 1 de cada mes pagar el alquiler', '0 9 1 * *', 'pagar el alquiler'],
  ])('%s', (text, when, rest) => {
    expect(read(text)).toEqual([when, rest]);
  });
});

describe('Chinese', () => {
  it.each([
    ['明天早上九点买牛奶', '2026-12-02T09:00', '买牛奶'],
    ['明天早上九點買牛奶', '2026-12-02T09:00', '買牛奶'],
    ['提醒我明天上午9点半开会', '2026-12-02T09:30', '开会'],
    ['20分钟后看烤箱', '2026-12-01T10:20', '看烤箱'],
    ['半小時後喝茶', '2026-12-01T10:30', '喝茶'],
    ['后天下午三点半开会', '2026-12-03T15:30', '开会'],
    ['下周五 17:00 开会', '2026-12-11T17:00', '开会'],
    ['星期五下午5點打電話', '2026-12-04T17:00', '打電話'],
    ['今晚8点吃药', '2026-12-01T20:00', '吃药'],
    ['三月三日十点付款', '2027-03-03T10:00', '付款'],
    ['买牛奶 明天九点', '2026-12-02T09:00', '买牛奶'],
    ['每天早上八点吃药', '0 8 * * *', '吃药'],
    ['每周五17:00总结这个频道', '0 17 * * 5', '总结这个频道'],
    ['每個星期一、四早上七點十五分運動', '15 7 * * 1,4', '運動'],
    ['每月1号交房租', '0 9 1 * *', '交房租'],
  ])('%s', (text, when, rest) => {
    expect(read(text)).toEqual([when, rest]);
  });
});

it('what is no time to come is not understood', () => {
  const nothing = [
    '',
    'buy milk',
    'buy 5 apples',
    'at 25:00 sleep',
    'on 30 February',
    '2020-01-01 too late',
    'today at 9 too late',
    'every 7 minutes',
    'mondayish',
    'the 40th of every month',
  ];
  expect(nothing.map(read)).toEqual(nothing.map(() => undefined));
});

it('only a time that goes by clocks needs a zone', () => {
  const needs = (text: string) => understand(text, now, zone)?.needsZone;
  expect([needs('in 5 minutes tea'), needs('at 17:00 tea'), needs('every hour tea')]).toEqual([false, true, true]);
});
