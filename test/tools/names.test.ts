import { expect, it } from 'vitest';
import { namesGroup } from '../../src/agent/toolbox.ts';
import { toolSettings } from '../../src/config/table/tools.ts';
import { texts } from '../../src/locales/en/index.ts';
import type { ToolSource } from '../../src/ports/index.ts';
import { asking } from '../agent/support.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';

it('gives each tool of the program a name for people, and a group that the operator has on', async () => {
  let sources: readonly ToolSource[] = [];
  const tools = (all: readonly ToolSource[]) => {
    sources = all;
    return all;
  };
  await openTelegram({ seams: { tools }, settings: { SEARCH_URL: 'https://search.example' } });
  const { signal } = new AbortController();
  const listed = (await Promise.all(sources.map((source) => source.list(asking, signal)))).flat();
  expect(listed.map(({ spec }) => spec.name)).toContain('web_search');
  // Where there is none, people would read the key.
  expect(listed.filter(({ spec, title }) => !title && !(`tools.name.${spec.name}` in texts))).toEqual([]);
  const on = toolSettings.TOOLS.default.split(',');
  expect(listed.filter(({ group }) => !namesGroup(on, group))).toEqual([]);
});
