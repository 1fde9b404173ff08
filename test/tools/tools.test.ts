import { describe, expect, it } from 'vitest';
import type { Tool, ToolContext } from '../../src/ports/index.ts';
import { builtInTools } from '../../src/tools/tools.ts';
import { asking } from '../agent/support.ts';
import { helpless } from '../fixtures.ts';

/** 4 July 2026, a Saturday, 22:30 in UTC. */
const NOW = Date.UTC(2026, 6, 4, 22, 30);
const context: ToolContext = {
  turn: '1',
  call: '0:a',
  task: asking,
  language: 'en',
  zone: undefined,
  signal: new AbortController().signal,
  standing: async () => undefined,
  ...helpless,
  note: () => undefined,
};

async function toolNamed(name: string): Promise<Tool> {
  const tools = await builtInTools({ clock: { now: () => NOW } }).list(asking, context.signal);
  const tool = tools.find(({ spec }) => spec.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool;
}

describe('now', () => {
  it('is told in the zone of the person, where the day may be another', async () => {
    const now = await toolNamed('now');
    const { text } = await now.run({}, { ...context, zone: 'Europe/Madrid' });
    expect(text).toBe('Sunday, 2026-07-05 00:30:00, Europe/Madrid (UTC+02:00).');
  });

  it('is told in UTC where nobody knows the zone, and says so', async () => {
    const { text } = await (await toolNamed('now')).run({}, context);
    expect(text).toMatch(/^Saturday, 2026-07-04 22:30:00, UTC \(UTC\+00:00\)\. .*not known/);
  });

  it('is told in another zone, and not in one that there is not', async () => {
    const now = await toolNamed('now');
    expect((await now.run({ zone: 'Asia/Tokyo' }, context)).text).toContain('2026-07-05 07:30:00');
    expect(await now.run({ zone: 'Mars/Olympus' }, context)).toMatchObject({ isError: true });
  });
});

describe('calculate', () => {
  const sums: [string, string][] = [
    ['0.1 + 0.2', '= 0.3'],
    ['1 + 2 * 3', '= 7'],
    ['-2^2', '= -4'],
    ['2^100', '= 1267650600228229401496703205376'],
    ['15% of 80', '= 12'],
    ['(19.99 * 3 + 4.5) * 1.21', '= 78.0087'],
    ['-7 mod 3', '= 2'],
    ['round(2/3, 2)', '= 0.67'],
    ['sqrt(16/9)', '≈ 1.333333333333333333333333333333 (exactly 4/3)'],
    ['sqrt(2)', '≈ 1.414213562373095048801688724209'],
    ['sin(pi/6)', '≈ 0.5'],
    ['25!/23!', '= 600'],
    ['72 degF to degC', '≈ 22.222222222222222222222222222222 degC (exactly 200/9)'],
    ['20 °C in °F', '= 68 degF'],
    ['5 ft + 3 in to cm', '= 160.02 cm'],
    ['5 ft in cm', '= 152.4 cm'],
    ['4 kWh to MJ', '= 14.4 MJ'],
    ['100 km/h to m/s', '≈ 27.777777777777777777777777777777 m / s (exactly 250/9)'],
    ['1 GiB to MB', '= 1073.741824 MB'],
    ['5 kg * 9.81 m/s^2', '= 49.05 kg m s^-2'],
    ['mean(1, 2, 6) × 2', '= 6'],
  ];
  it.each(sums)('%s %s', async (expression, result) => {
    const { text } = await (await toolNamed('calculate')).run({ expression }, context);
    expect(text).toBe(`${expression} ${result}`);
  });

  const hostile = [
    '9^9^9',
    '999999!',
    '1e999',
    '2^-99999999',
    '1/0',
    '1'.repeat(500),
    '1'.repeat(501),
    '('.repeat(500),
    '-'.repeat(500),
    `1${'!'.repeat(400)}+3!!!`,
    `${'2^999/3^700+'.repeat(41)}1+1 m`,
    `${'sqrt('.repeat(70)}2`,
    'constructor(1)',
    'toString',
    '1 m + 1 s',
    '3 apples',
    '1,000',
    '',
  ];
  it.each(hostile)('%s is refused with a reason, at once', async (expression) => {
    const calculate = await toolNamed('calculate');
    const since = performance.now();
    await expect(calculate.run({ expression }, context)).resolves.toMatchObject({ isError: true });
    // Another order of magnitude than what is taken: no machine is slow enough to be wrong here.
    expect(performance.now() - since).toBeLessThan(2000);
  });
});
