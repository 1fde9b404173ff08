import { describe, expect, it } from 'vitest';
import type { Command } from './protocol.ts';
import { durationText } from './web/dates.ts';
import { tokensOf } from './web/highlight.ts';
import { matching, wordsFor } from './web/telegram/commands.ts';
import { entityDate } from './web/telegram/dates.ts';
import { sizeText } from './web/telegram/sizes.ts';
import { heightsOf } from './web/telegram/waveform.ts';

const named = (name: string, descriptions: Command['descriptions'] = {}): Command => ({
  platform: 'telegram',
  kind: 'slash',
  name,
  names: {},
  options: [],
  descriptions,
});

describe('commands that are offered', () => {
  const commands = [named('settings'), named('set'), named('help'), { ...named('seth'), platform: 'discord' as const }];
  const offered = (written: string) => matching(commands, written).map(({ name }) => name);

  it('go on with what is written, and the one that is written out comes first', () => {
    expect(offered('/')).toEqual(['settings', 'set', 'help']);
    expect(offered('/SET')).toEqual(['set', 'settings']);
  });

  it.each(['', 'a', ' /', '/set now', 'say /', '/set@'])('are none for “%s”', (written) => {
    expect(offered(written)).toEqual([]);
  });

  it('are described in the language of the client', () => {
    const command = named('help', { '': 'Help', zh: '帮助' });
    expect(wordsFor(command, 'zh-CN')).toBe('帮助');
    expect(wordsFor(command, 'de')).toBe('Help');
  });
});

describe('dates', () => {
  const at = Date.UTC(2022, 2, 17, 12, 45, 9) / 1000;

  it.each([
    ['', undefined],
    ['x', undefined],
    ['d', '03/17/22'],
    ['D', 'March 17, 2022'],
    ['wD', 'Thursday, March 17, 2022'],
  ])('are written as the entity %s wants them', (format, text) => {
    expect(entityDate(at, format, 'en-US')).toBe(text);
  });

  it('are told from now', () => {
    expect(entityDate(at, 'r', 'en', (at + 110) * 1000)).toBe('2 minutes ago');
    expect(entityDate(at, 'r', 'en', (at - 3 * 86_400) * 1000)).toBe('in 3 days');
  });

  it('have durations beside them', () => {
    expect([0, 65.4, 720, 3723].map(durationText)).toEqual(['0:00', '1:05', '12:00', '1:02:03']);
  });
});

it('writes sizes of files', () => {
  expect([0, 900, 12_600, 5_242_880].map(sizeText)).toEqual(['0 B', '900 B', '12.3 KB', '5.0 MB']);
});

it('draws a waveform from the loudest moments', () => {
  const samples = new Float32Array(4000);
  samples[0] = -0.5;
  samples[3999] = 0.25;
  const heights = heightsOf(samples);
  expect([heights[0], heights[1], heights.at(-1)]).toEqual([18, 2, 10]);
  expect(new Set(heightsOf(new Float32Array(10)))).toEqual(new Set([2]));
});

describe('colours of code', () => {
  const of = (code: string, language: string) =>
    tokensOf(code, language)
      .filter(({ kind }) => kind !== 'plain')
      .map(({ kind, text }) => `${kind} ${text}`);

  it('go by the signs that languages share', () => {
    expect(of("const a = f('x\\'') // 1", 'ts')).toEqual(['keyword const', 'call f', "string 'x\\''", 'comment // 1']);
    expect(of('x = 0x1f # "no"', 'python')).toEqual(['number 0x1f', 'comment # "no"']);
    expect(of('SELECT 1 -- all', 'sql')).toEqual(['keyword SELECT', 'number 1', 'comment -- all']);
    expect(of('return "open\nnext', 'js')).toEqual(['keyword return', 'string "open']);
    expect(of('return 1', '')).toEqual([]);
  });

  it('change no sign, and take no time', () => {
    const codes = ['"'.repeat(4000), '/*'.repeat(2000), '`\\'.repeat(2000), 'a.b("c") /* d'.repeat(300), '\ud83d"\n'];
    const start = performance.now();
    for (const code of codes) {
      expect(
        tokensOf(code, 'ts')
          .map(({ text }) => text)
          .join(''),
      ).toBe(code);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});
