import { expect, it } from 'vitest';
import type { Question } from '../../../src/answering/question.ts';
import { aloud } from '../../../src/answering/speech/aloud.ts';
import type { ReadOut } from '../../../src/answering/speech/read-aloud.ts';
import type { Ending, Exchange, OutgoingFile, Progress, PromptRecord } from '../../../src/ports/index.ts';

/** Answers that the chat wants to hear. */

const voice: OutgoingFile = { bytes: Buffer.of(1), mime: 'audio/ogg', name: 'v.ogg', role: 'voice' };
const picture: OutgoingFile = { bytes: Buffer.of(2), mime: 'image/png', name: 'p.png' };
const said: PromptRecord = { text: '', media: [{ kind: 'voice', heard: 'why' }] };

async function run(
  end: Partial<Ending>,
  {
    speaks = 'always',
    question = { prompt: { text: 'why' } },
    out = { reason: 'complete', files: [voice] },
  }: { speaks?: 'voice' | 'always'; question?: Question; out?: ReadOut } = {},
) {
  const read: string[] = [];
  const ending: Ending = { reason: 'complete', text: 'Because.', events: [], ...end };
  const answer = aloud(
    async function* (): AsyncGenerator<Progress> {
      yield { type: 'end', end: ending };
    },
    {
      speaks,
      async readAloud(markdown) {
        read.push(markdown);
        return out;
      },
    },
  );
  const steps = await Array.fromAsync(answer(question));
  const last = steps.at(-1);
  if (last?.type !== 'end') throw new Error('no ending');
  return { read, steps, end: last.end };
}

it('are shown as a whole before they are read', async () => {
  const { steps, end } = await run({});
  expect(steps[0]).toEqual({ type: 'text', text: 'Because.', complete: true });
  expect(end.files).toEqual([voice]);
});

it('are those to what was said, also where that is answered again', async () => {
  const answered = (prompt: PromptRecord) =>
    ({ type: 'answered', parent: null, prompt, answer: { text: 'Because.', reason: 'complete' } }) as const;
  const turn: Exchange = { v: 2, id: '1', prompt: said, answers: [], bubbles: [] };
  const voiced = { speaks: 'voice' } as const;
  expect((await run({ events: [answered(said)] }, voiced)).read).toEqual(['Because.']);
  expect((await run({ events: [answered({ text: 'why' })] }, voiced)).read).toEqual([]);
  const again = { prompt: said, replaces: { turn } };
  expect((await run({}, { ...voiced, question: again })).read).toEqual(['Because.']);
});

it('are whole ones, and of one that goes on what is new', async () => {
  for (const reason of ['stop', 'timeout', 'error', 'cut', 'filtered'] as const)
    expect((await run({ reason })).read).toEqual([]);
  const turn: Exchange = { v: 2, id: '1', prompt: { text: 'why' }, answers: [], bubbles: [] };
  const goesOn = { prompt: { text: 'go on' }, replaces: { turn, prefix: 'Be' } };
  expect((await run({ reason: 'length' }, { question: goesOn })).read).toEqual(['cause.']);
});

it('have their words above all files: a voice has no room for them', async () => {
  const { end } = await run({ files: [picture], captioned: true });
  expect(end.files).toEqual([picture, voice]);
  expect(end).not.toHaveProperty('captioned');
});

it('say what went wrong beside what they say already, and nothing where there are no words', async () => {
  const failed = { reason: 'error', files: [], notice: 'No voice.' } as const;
  expect((await run({ notice: 'Late.' }, { out: failed })).end).toMatchObject({ notice: 'Late. No voice.' });
  const wordless = { reason: 'complete', files: [], notice: 'No words.' } as const;
  expect((await run({ text: '👍' }, { out: wordless })).end).not.toHaveProperty('notice');
});
