import { describe, expect, it } from 'vitest';
import { isInDoubt } from '../../src/agent/journal.ts';
import type { Step } from '../../src/ports/index.ts';
import { Interruption } from '../../src/util/abort.ts';
import { agentOf, type Message, reading, toldAt } from './support.ts';

describe('after a crash', () => {
  const round = (text: string, ...ids: string[]): Step => ({
    type: 'round',
    text,
    items: [],
    calls: ids.map((id) => ({ id, name: 'now', arguments: JSON.stringify({ id }) })) as never,
  });
  const result = (call: string): Step => ({ type: 'result', call, text: `result ${call}` });

  /** An answer of two rounds, as its steps tell it. */
  const whole: Step[] = [round('One.', 'a', 'b'), result('a'), result('b'), round('Two.', 'c'), result('c')];
  it.each(whole.map((_, at) => at + 1))(
    'at step %s: what is there is not asked again, and the rest follows',
    async (at) => {
      const rounds = whole.slice(0, at).filter(({ type }) => type === 'round').length;
      const missing = rounds === 1 ? [['One.', { call: 'now' }]] : [];
      const { run, requests } = agentOf([...missing.slice(1), ['End.']] as Message[], { steps: whole.slice(0, at) });
      const { said } = await run();
      expect(said).toBe(rounds === 1 ? 'One.\n\nEnd.' : 'One.\n\nTwo.\n\nEnd.');
      expect(requests).toHaveLength(1);
      expect(requests[0] && toldAt(requests[0])).toHaveLength(rounds === 1 ? 2 : 3);
      expect(requests[0] && toldAt(requests[0])).not.toContain('');
    },
  );

  it('a call that was begun and has no result is unknown, and not made again', async () => {
    let runs = 0;
    const { run, requests } = agentOf([['Hm.']], {
      steps: [round('', 'a', 'b'), { type: 'begun', call: 'a' }],
      tools: [
        reading('now', async () => {
          runs += 1;
          return { text: `${runs}` };
        }),
      ],
    });
    await run();
    expect(requests[0] && toldAt(requests[0])).toEqual([expect.stringMatching(/not known whether/), '1']);
  });

  it('another wording goes on with what was begun: it is unknown, and what the first one wanted besides is not made', async () => {
    let runs = 0;
    const tool = reading('now', async () => {
      runs += 1;
      return { text: '' };
    });
    const { run, requests } = agentOf([['Hm.']], {
      steps: [round('One.', 'a', 'b'), { type: 'begun', call: 'a' }, { type: 'reworded' }],
      tools: [tool],
    });
    expect((await run()).said).toBe('Hm.');
    expect(requests[0] && toldAt(requests[0])).toEqual([
      expect.stringMatching(/not known whether/),
      expect.stringMatching(/has changed the question/),
    ]);
    expect(runs).toBe(0);
  });

  it('a call is in doubt until its own result, whatever another round called it', () => {
    const deed: Step[] = [round('', 'a'), { type: 'begun', call: 'a' }];
    expect(isInDoubt([...deed, result('a')])).toBe(false);
    expect(isInDoubt([...deed, result('a'), ...deed])).toBe(true);
  });

  it('tools that are there no more are told as that', async () => {
    const { run, requests } = agentOf([['Hm.']], { steps: [round('', 'a')], tools: [] });
    await run();
    expect(requests[0] && toldAt(requests[0])[0]).toMatch(/no such tool/);
    expect(requests[0]?.tools).toBeUndefined();
  });

  it('a step that belongs to an earlier wording is followed by nothing', async () => {
    const { run, requests } = agentOf([[{ call: 'now' }]], {
      write: () => Promise.reject(new Interruption('superseded')),
    });
    await expect(run()).rejects.toMatchObject({ reason: 'superseded' });
    expect(requests).toHaveLength(1);
  });
});
