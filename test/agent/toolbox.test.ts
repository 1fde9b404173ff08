import { expect, it } from 'vitest';
import { namesGroup, openToolbox } from '../../src/agent/toolbox.ts';
import type { Tool } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { createTestLog } from '../fake-clock.ts';
import { asking } from './support.ts';

const tool = (name: string, group = 'time'): Tool => ({
  group,
  effect: 'read',
  spec: { name, description: `Does ${name}.`, parameters: { type: 'object' } },
  run: async () => ({ text: name }),
});

async function opened(tools: readonly (readonly Tool[])[], allows = (_: Tool) => true) {
  const log = createTestLog();
  const toolbox = await openToolbox(
    { sources: tools.map(fixedTools), log },
    asking,
    allows,
    new AbortController().signal,
  );
  return { toolbox, log, names: toolbox?.specs.map(({ name }) => name) };
}

it('tools of all sources are told by name, so that requests begin alike', async () => {
  const { names, toolbox } = await opened([[tool('now'), tool('ask')], [tool('calculate')]]);
  expect(names).toEqual(['ask', 'calculate', 'now']);
  expect(toolbox?.find('now')?.spec.name).toBe('now');
});

it('of two tools with one name the first counts, and what is not allowed is not there', async () => {
  const first = tool('now');
  const { toolbox, names } = await opened([[first], [tool('now'), tool('web', 'web')]], ({ group }) => group !== 'web');
  expect(names).toEqual(['now']);
  expect(toolbox?.find('now')).toBe(first);
});

it('a name that services refuse is left out, and no tool at all is no toolbox', async () => {
  const { toolbox, log } = await opened([[tool('what is this')]]);
  expect(toolbox).toBeUndefined();
  expect(log.lines).toHaveLength(1);
});

it('a source that fails leaves the others', async () => {
  const log = createTestLog();
  const broken = { ...fixedTools([]), list: () => Promise.reject(new Error('gone')) };
  const { signal } = new AbortController();
  const toolbox = await openToolbox({ sources: [broken, fixedTools([tool('now')])], log }, asking, () => true, signal);
  expect(toolbox?.specs).toHaveLength(1);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
});

it('a list names groups, and with them those beneath', () => {
  expect(namesGroup(['time', 'mcp'], 'mcp:files')).toBe(true);
  expect(namesGroup(['mcp:files'], 'mcp:mail')).toBe(false);
  expect(namesGroup(['mc'], 'mcp:files')).toBe(false);
});
