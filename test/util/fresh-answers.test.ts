import { expect, it } from 'vitest';
import { createFreshAnswers } from '../../src/util/fresh-answers.ts';

const signal = new AbortController().signal;

/** Answers about people, believed for 100 ms, at most two of them; who was asked about. */
function open() {
  let now = 0;
  const asked: string[] = [];
  const answers = createFreshAnswers<string>({ clock: { elapsed: () => now }, holdsMs: 100, most: 2 });
  const ask = (key: string, answer: Promise<string> | string = `${key}!`) =>
    answers.get(
      key,
      async () => {
        asked.push(key);
        return answer;
      },
      signal,
    );
  const pass = (ms: number) => {
    now += ms;
  };
  return { answers, asked, ask, pass };
}

it('an answer holds for a time, and not longer', async () => {
  const { asked, ask, pass } = open();
  await ask('ann');
  pass(99);
  await ask('ann');
  expect(asked).toEqual(['ann']);
  pass(1);
  await ask('ann');
  expect(asked).toEqual(['ann', 'ann']);
});

it('many ask at once, one question is under way', async () => {
  const { asked, ask } = open();
  await Promise.all(Array.from({ length: 100 }, () => ask('ann')));
  expect(asked).toEqual(['ann']);
});

it('only so many are remembered', async () => {
  const { asked, ask } = open();
  for (const key of ['ann', 'bob', 'carol', 'ann']) await ask(key);
  expect(asked).toEqual(['ann', 'bob', 'carol', 'ann']);
});

it('a failure is not remembered', async () => {
  const { ask } = open();
  await expect(ask('ann', Promise.reject(new Error('away')))).rejects.toThrow('away');
  await expect(ask('ann', 'back')).resolves.toBe('back');
});

it('a refusal to answer is, and what is told overrides it', async () => {
  let asked = 0;
  const isRefusal = (error: unknown) => error instanceof RangeError;
  const answers = createFreshAnswers<string>({ clock: { elapsed: () => 0 }, holdsMs: 100, most: 2, isRefusal });
  const ask = () =>
    answers.get(
      'ann',
      async () => {
        asked += 1;
        throw new RangeError('not told');
      },
      signal,
    );
  await expect(ask()).rejects.toThrow('not told');
  await expect(ask()).rejects.toThrow('not told');
  expect(asked).toBe(1);
  answers.set('ann', 'there');
  await expect(ask()).resolves.toBe('there');
});

it('what is told meanwhile holds for who waits, and is not overwritten by the older answer', async () => {
  const { answers, ask, asked } = open();
  const slow = Promise.withResolvers<string>();
  const waiting = ask('ann', slow.promise);
  answers.set('ann', 'left');
  slow.resolve('there');
  await expect(waiting).resolves.toBe('left');
  await expect(ask('ann')).resolves.toBe('left');
  answers.delete('ann');
  await expect(ask('ann')).resolves.toBe('ann!');
  expect(asked).toEqual(['ann', 'ann']);
});

it('ends for who does not wait any more, and goes on for the others', async () => {
  const { answers, ask } = open();
  const slow = Promise.withResolvers<string>();
  const control = new AbortController();
  const given = answers.get('ann', () => slow.promise, control.signal);
  const other = ask('ann');
  control.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  slow.resolve('there');
  await expect(other).resolves.toBe('there');
});
