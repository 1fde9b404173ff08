import { expect, it } from 'vitest';
import type { AgentEvent } from '../../src/agent/loop.ts';
import { createUsed } from '../../src/agent/used.ts';
import { createLocales } from '../../src/locales/index.ts';

const texts = createLocales('en').texts('en');

function usedOf(...events: AgentEvent[]): string | undefined {
  const used = createUsed();
  for (const event of events) used.see(event);
  return used.text(texts);
}

const using = (name: string, args: string, title?: string): AgentEvent => ({
  type: 'using',
  call: { id: 'a', name, arguments: args },
  ...(title === undefined ? {} : { title }),
});
const source = (url: string, title = ''): AgentEvent => ({ type: 'source', source: { url, title } });

it('nothing used is nothing said', () => {
  expect(usedOf({ type: 'text', delta: 'Hello' })).toBeUndefined();
});

it('tools are told by their names for people, each use once, and what they were asked', () => {
  const sum = using('calculate', '{"expression":"2*3"}');
  expect(usedOf(using('now', '{}'), sum, sum, { type: 'working', on: 'search', query: 'cats' })).toBe(
    'Used: clock · calculator: 2\\*3 · web search: cats',
  );
});

it('pages are links, each once; what is no web address is none', () => {
  const page = source('https://example.org/a_(b)', 'A [page]');
  expect(usedOf(page, page, source('javascript:alert(1)'), source('http://host.example/'))).toBe(
    'Pages: [A &#91;page&#93;](https://example.org/a_%28b%29) · [host\\.example](http://host.example/)',
  );
});

it('a title from outside is one line of plain words', () => {
  expect(usedOf(using('x', 'no json', '**Bold**\n# Head'))).toBe('Used: \\*\\*Bold\\*\\* \\# Head');
});

it('is short, whatever was used', () => {
  const many = Array.from({ length: 100 }, (_, at) => using('calculate', JSON.stringify({ at: `${at}`.repeat(99) })));
  const pages = Array.from({ length: 100 }, (_, at) => source(`https://example.org/${at}`, `Page ${at}`));
  const text = usedOf(...many, ...pages) ?? '';
  expect(text.length).toBeLessThanOrEqual(550);
  expect(text.split('\n').every((line) => line.endsWith(' · …'))).toBe(true);
});
