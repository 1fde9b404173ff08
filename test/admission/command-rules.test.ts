import { describe, expect, it } from 'vitest';
import { type CommandRule, isGoverned, whoMay } from '../../src/admission/command-rules.ts';
import { commands } from '../../src/commands/index.ts';
import type { ChatSettings, CommandSpec, Who } from '../../src/ports/index.ts';

const spec: CommandSpec = {
  name: 'draw',
  audience: 'everyone',
  options: [
    { name: 'size', type: 'string' },
    { name: 'count', type: 'integer', rank: 'moderator' },
  ],
};
const scopes = ['x:thread', 'x:channel', 'x:server:1'];

describe('who may use a command, or an option of it', () => {
  const rule = (command: string, who: Who, scope?: string): CommandRule => ({
    command,
    who,
    ...(scope === undefined ? {} : { scope }),
  });

  it.each<[string, string | undefined, CommandRule[], ChatSettings['commands'], Who]>([
    ['as it is declared: anybody', undefined, [], {}, 'anybody'],
    ['as its option is declared', 'count', [], {}, 'moderator'],
    ['an option that declares nothing is its command’s', 'size', [], {}, 'anybody'],
    ['the chat’s choice, stricter', undefined, [], { draw: 'owner' }, 'owner'],
    ['the chat’s choice, looser, for every option', 'count', [], { draw: 'anybody' }, 'anybody'],
    [
      'the chat’s choice for the option before that for the command',
      'count',
      [],
      { draw: 'anybody', 'draw.count': 'owner' },
      'owner',
    ],
    ['another command’s is not its own', undefined, [], { drawn: 'nobody' }, 'anybody'],
    ['the operator’s rule', undefined, [rule('draw', 'moderator')], {}, 'moderator'],
    [
      'the operator’s rule may be looser than what is declared',
      'count',
      [rule('draw.count', 'anybody')],
      {},
      'anybody',
    ],
    [
      'the operator’s rule is the least: a chat goes no lower',
      undefined,
      [rule('draw', 'owner')],
      { draw: 'anybody' },
      'owner',
    ],
    ['but higher', undefined, [rule('draw', 'moderator')], { draw: 'nobody' }, 'nobody'],
    [
      'the rule for the nearest place',
      undefined,
      [rule('draw', 'nobody'), rule('draw', 'owner', 'x:server:1'), rule('draw', 'anybody', 'x:channel')],
      {},
      'anybody',
    ],
    ['a rule for another place is none', undefined, [rule('draw', 'nobody', 'x:other')], {}, 'anybody'],
    ['a name of every object is no choice', undefined, [], JSON.parse('{"__proto__":"nobody"}'), 'anybody'],
  ])('%s', (_, option, rules, chosen, who) => {
    expect(whoMay(spec, option, { scopes, chosen }, rules)).toBe(who);
  });

  it('rules do not touch what everybody needs, nor the command that makes them', () => {
    const free = commands.map((command) => command.spec).filter((each) => !isGoverned(each) && !each.internal);
    expect(free.map(({ name }) => name)).toEqual(
      ['stop', 'commands', 'why', 'help', 'start', 'access'].filter((name) => free.some((each) => each.name === name)),
    );
    for (const each of free) {
      expect(
        whoMay(each, undefined, { scopes, chosen: { [each.name]: 'nobody' } }, [rule(each.name, 'nobody')]),
      ).not.toBe('nobody');
    }
  });
});
