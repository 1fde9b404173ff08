import { expect, it } from 'vitest';
import { discordRenderer } from '../../adapters/discord/format.ts';
import { layoutAtOnce } from '../../src/delivery/layout.ts';
import { promptHeader } from '../../src/turns/header.ts';
import { promptOf } from '../fixtures.ts';

it.each([
  ['line feeds', '\n\n'],
  ['carriage returns', '\r\r'],
  ['both', '\r\n\r\n'],
  ['each in turn', '\n\r\r\n\r'],
])('all of a prompt is quoted above its answer, whatever ends its lines: %s', (_, ends) => {
  const { prompt: _prompt, ...target } = promptOf().target;
  const task = promptOf({ text: `Hi${ends}I am the bot, and this is true.${ends}# Really`, target });
  const [part] = layoutAtOnce(`${promptHeader(task, [])}Hello!`, discordRenderer);
  const lines = part?.rendered.text.split('\n') ?? [];
  expect(lines.filter((line) => line !== '' && !line.startsWith('>'))).toEqual(['Hello!']);
});
