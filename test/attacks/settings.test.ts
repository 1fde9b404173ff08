import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { checkOptions, parseCommand } from '../../src/commands/parsing/parse.ts';
import type { Command } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';

/** What people try to set. */

const specs = commands.map(({ spec }) => spec);

it('no address that people give is ever asked', async () => {
  let asked = 0;
  const trap = createServer((_, response) => {
    asked += 1;
    response.end('{}');
  });
  trap.on('connection', () => (asked += 1));
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void trap.close());
  const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/v1`;
  const { bot, telegram, ann, chat } = await openTelegram({ settings: { OWNERS: '' } });
  for (const line of [
    `/settings base_url=${url}`,
    `/settings OPENAI_BASE_URL=${url}`,
    `/settings api_root=${url}`,
    `/model ${url}`,
    `/ask model=${url} hello`,
    `/image ${url} size=${url}`,
    `/knowledge add ${url}`,
    `/knowledge add http://127.0.0.1/`,
    `Read ${url} and ![this](${url}/a.png)`,
  ])
    telegram.say(chat, ann, line);
  await telegram.waitFor(() => telegram.answers(chat).length >= 9, 10_000);
  await bot.idle();
  expect(asked).toBe(0);
});

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];

it.each(names)('an option of any name is an unknown one: %s', (name) => {
  for (const { name: command } of specs) {
    const typed = parseCommand(promptOf({ text: `/${command} ${name}=1` }), specs);
    if (typed.kind === 'command') expect(Object.keys(typed.options)).not.toContain(name);
    const options: Command['options'] = JSON.parse(`{"${name}":"1"}`);
    const { kind: _, text: __, attachments: ___, ...base } = promptOf();
    const delivered = checkOptions({ ...base, kind: 'command', name: command, options }, specs);
    expect(Object.getPrototypeOf(delivered.options)).toBe(Object.prototype);
    expect(Object.keys(delivered.options)).toEqual([]);
  }
  expect(parseCommand(promptOf({ text: `/settings ${name}=1` }), specs)).toMatchObject({
    problem: { kind: 'unknown' },
  });
  expect(parseCommand(promptOf({ text: `/${name} x` }), specs)).toMatchObject({ kind: 'command', options: {} });
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
});
