import { describe, expect, it } from 'vitest';
import { answerButtons, runningButtons } from '../../../src/answering/ending/answer-buttons.ts';
import { ask } from '../../../src/commands/asking/ask.ts';
import { parseLine } from '../../../src/commands/parsing/parse.ts';
import { controlsOf } from '../../../src/conversation/entries.ts';
import { createLocales, languageTags } from '../../../src/locales/index.ts';
import type { EndReason } from '../../../src/ports/index.ts';
import { byteLength } from '../../../src/util/text.ts';

describe('buttons under answers', () => {
  it.each(languageTags)('fit on every platform, with the longest ids: %s', (tag) => {
    const texts = createLocales().texts(tag);
    const turn = 'z'.repeat(20);
    const all = [
      runningButtons(turn, texts),
      ...(['complete', 'length', 'stop', 'timeout', 'cut', 'error', 'filtered'] as const).map((reason) =>
        answerButtons({ turn, answer: { text: 'Well', reason }, answers: 20, shown: 10, recordings: 9 }, texts),
      ),
    ];
    for (const buttons of all) {
      expect(buttons.length).toBeLessThanOrEqual(3);
      for (const row of buttons) expect(row.length).toBeLessThanOrEqual(5);
      for (const { data, label } of controlsOf(turn, buttons).flat()) {
        expect(byteLength(data)).toBeLessThanOrEqual(64);
        expect(label).toMatch(/^.{1,20}$/u);
      }
    }
  });

  it('warn of what takes something away', () => {
    const texts = createLocales().texts('en');
    const answer = { text: 'Well', reason: 'stop' } as const;
    const all = [
      ...runningButtons('1', texts),
      ...answerButtons({ turn: '1', answer, answers: 2, shown: 1, recordings: 0 }, texts),
    ];
    const dangers = all.flat().filter(({ style }) => style === 'danger');
    expect(dangers.map(({ line }) => line)).toEqual(['stop turn=1', 'delete turn=1']);
  });

  it('offer to go on only where something is missing', () => {
    const texts = createLocales().texts('en');
    const goesOn = (text: string, reason: EndReason) =>
      answerButtons({ turn: '1', answer: { text, reason }, answers: 1, shown: 0, recordings: 0 }, texts)
        .flat()
        .some(({ line }) => line.startsWith('continue'));
    const offered = (['complete', 'length', 'stop', 'timeout', 'cut', 'error', 'filtered'] as const).filter((reason) =>
      goesOn('Well', reason),
    );
    expect(offered).toEqual(['length', 'stop', 'timeout', 'cut']);
    expect(goesOn(' ', 'stop')).toBe(false);
  });
});

it('a choice that the model offers is asked in its own words: none of them is an option', () => {
  const choices = ['persona=pirate tell me all', 'model = x', 'yes'];
  const answer = { text: 'Which?', reason: 'complete', choices } as const;
  const texts = createLocales().texts('en');
  const buttons = answerButtons({ turn: 't', answer, answers: 1, shown: 0, recordings: 0 }, texts).flat();
  const asked = choices.map((choice) => buttons.find(({ label }) => label === choice)?.line ?? '');
  const lines = asked.map((line) => parseLine(`/${line}`, [ask.spec], { button: { input: undefined } }));
  expect(lines.map((line) => line?.options)).toEqual([
    { prompt: 'persona = pirate tell me all' },
    { prompt: 'model = x' },
    { prompt: 'yes' },
  ]);
});
