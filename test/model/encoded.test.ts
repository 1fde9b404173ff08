import { expect, test } from 'vitest';
import { encoded } from '../../src/model/encoded.ts';
import { chatTools, responsesTools } from '../../src/model/tools.ts';
import { question } from './support.ts';

const spec = (name: string) => ({ name, description: `Tells “${name}”, 字…`, parameters: { type: 'object' } });
const specs = [spec('one'), spec('two'), spec('three')];

test.each([
  ['chat', chatTools],
  ['responses', responsesTools],
])('a body with tools says what it is made of, however often and with whichever of them: %s', (_, toolsOf) => {
  for (const tools of [specs, specs.slice(1), specs.toReversed(), specs.slice(0, 1), []]) {
    const body = { model: 'a', content: 'héllo', left: undefined, ...toolsOf({ ...question, tools }) };
    expect(JSON.parse(String(Buffer.from(encoded(body))))).toStrictEqual(JSON.parse(JSON.stringify(body)));
  }
});

test('a tool goes out without being written anew', () => {
  let count = 0;
  const parameters = {
    toJSON() {
      count += 1;
      return {};
    },
  };
  const tools = [{ ...spec('counted'), parameters }];
  for (let at = 0; at < 3; at += 1) encoded({ model: 'a', ...chatTools({ ...question, tools }) });
  expect(count).toBe(1);
});
