import { expect, it } from 'vitest';
import { askEach, openai, post } from './asking.ts';

askEach();

const handbook =
  '<quoted_material_41 kind="document" from="handbook.md" number="2">\n[p. 1-4]\n# Workshop\nKeys hang behind the clock.\n\n[p. 5-9]\nThe workshop is open from nine to six, on Saturdays until two. Bring gloves.\n</quoted_material_41>';

/** Answer of the stand-in where it was told something beside its instructions, or with the question. */
async function answer(question: string, told: { instructions?: string; before?: string }): Promise<string> {
  const { instructions = '', before = '' } = told;
  const body = { model: 'gpt-6-luna', instructions, input: `${before}${question}` };
  const { output } = (await (await post('/responses', body)).json()) as { output: { content: { text: string }[] }[] };
  return output[0]?.content[0]?.text ?? '';
}

it('answers from a document that it was given, and cites it by its number and page', async () => {
  const said = 'The workshop is open from nine to six, on Saturdays until two [2 p. 5-9].';
  const question = 'When is the workshop open on a Saturday?';
  expect(await answer(question, { instructions: `Be kind.\n\n${handbook}` })).toBe(said);
  expect(await answer(question, { before: `${handbook}\n\n` })).toBe(said);
});

it('says what it says without one where that is about something else', async () => {
  const joke = await answer('Tell me a joke', {});
  expect(await answer('Tell me a joke', { before: `${handbook}\n\n` })).toBe(joke);
  expect(await answer('Where are the keys of the lorry?', { instructions: handbook })).not.toContain('[2');
  expect(openai.requests).toHaveLength(3);
});
