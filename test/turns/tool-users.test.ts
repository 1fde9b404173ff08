import { expect, it } from 'vitest';
import type { Toolbox } from '../../src/agent/toolbox.ts';
import type { Tool, ToolContext } from '../../src/ports/index.ts';
import { guarded, usersOf } from '../../src/turns/tool-users.ts';
import { promptOf } from '../fixtures.ts';

const { signal } = new AbortController();
const task = promptOf();

/** Those who are named now. */
function among(...named: string[]) {
  return { isNamed: async ({ actor }: { actor: { id: string } }) => named.includes(actor.id) };
}

it('a call takes that all may use the tool who have a part in it', async () => {
  const [ann, bob] = [task.actor, { id: 'test:bob', name: 'Bob' }];
  const restricted = { users: ['owner'] };
  const may = (caller: typeof ann, ...named: string[]) => usersOf(among(...named), task, caller, signal);
  expect(await may(ann)({})).toBe(true);
  expect(await may(ann)(restricted)).toBe(false);
  expect(await may(ann, ann.id)(restricted)).toBe(true);
  expect(await may(bob, ann.id)(restricted)).toBe(false);
  expect(await may(bob, bob.id)(restricted)).toBe(false);
  expect(await may(bob, ann.id, bob.id)(restricted)).toBe(true);
});

it('who is told a tool and may not use it any more when it is called gets nothing of it', async () => {
  const runs: string[] = [];
  const tool: Tool = {
    ...{ group: 'mcp:desk', effect: 'read', users: ['owner'] },
    spec: { name: 'look', description: '', parameters: { type: 'object' } },
    async run() {
      runs.push('look');
      return { text: 'secret' };
    },
  };
  const toolbox: Toolbox = { specs: [tool.spec], find: () => tool };
  let may = true;
  const found = guarded(toolbox, async () => may).find('look');
  expect(await found?.run({}, {} as ToolContext)).toEqual({ text: 'secret' });
  may = false;
  expect(await found?.run({}, {} as ToolContext)).toMatchObject({ isError: true });
  expect(runs).toHaveLength(1);
});
