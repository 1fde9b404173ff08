import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import { parseCommand } from '../../../src/commands/parsing/parse.ts';
import type { Command, Prompt } from '../../../src/ports/index.ts';
import { promptOf } from '../../fixtures.ts';

const specs = commands.map(({ spec }) => spec);

function parse(text: string): Prompt | Command {
  return parseCommand(promptOf({ text }), specs);
}

describe('commands typed as text', () => {
  it.each([
    ['/image a cat size=1024x1024 count=3', { prompt: 'a cat', size: '1024x1024', count: 3 }],
    ['/image size=auto quality=high a cat', { prompt: 'a cat', size: 'auto', quality: 'high' }],
    ['/model advanced', { tier: 'advanced' }],
    ['/SETTINGS verbosity=Low', { verbosity: 'low' }],
    ['/settings temperature=0.7 top_p=1', { temperature: 0.7, top_p: 1 }],
    ['/settings temperature=0,7', { temperature: 0.7 }],
    ['/new', {}],
  ])('%s', (text, options) => {
    expect(parse(text)).toMatchObject({ kind: 'command', options });
    expect(parse(text)).not.toHaveProperty('problem');
  });

  it.each([
    ['/ask what is love', { text: 'what is love' }],
    ['/ask model=advanced what is love', { text: 'what is love', tier: 'advanced' }],
    ['/ask what is 2=2?', { text: 'what is 2=2?' }],
    ['/ask line one\nline two', { text: 'line one\nline two' }],
  ])('%s is a question', (text, question) => {
    expect(parse(text)).toEqual({
      ...{ ...promptOf(), ...question, command: 'ask' },
      key: expect.any(String),
      target: expect.anything(),
    });
  });

  it.each([
    ['/ask', 'missing'],
    ['/settings verbosity=huge', 'choice'],
    ['/settings temperature=3', 'number'],
    ['/settings max_tokens=1.5', 'integer'],
    ['/settings reset=maybe', 'boolean'],
    ['/settings colour=red', 'unknown'],
    ['/image a cat count=many', 'integer'],
  ])('%s is a problem: %s', (text, kind) => {
    expect(parse(text)).toMatchObject({ kind: 'command', problem: { kind } });
  });

  it('needs no words of an /ask that is a reply, but something that is replied to', () => {
    const reply = (text: string, quoted: string) =>
      parseCommand(promptOf({ text, quote: { id: 'm', author: 'Bob', text: quoted } }), specs);
    expect(reply('/ask', 'Is it so?')).not.toHaveProperty('problem');
    expect(reply('/ask model=advanced', 'Is it so?')).not.toHaveProperty('problem');
    expect(reply('/ask', ' ')).toMatchObject({ problem: { kind: 'missing' } });
    expect(reply('/image', 'A cat')).toMatchObject({ problem: { kind: 'missing' } });
  });

  it('leaves other messages alone', () => {
    expect(parse('what does /ask do?').kind).toBe('prompt');
    expect(parse('/usr/bin/env is a path').kind).toBe('prompt');
    expect(parse('/').kind).toBe('prompt');
  });

  it('keeps a command nobody knows, so that it can be answered', () => {
    expect(parse('/dance tango')).toMatchObject({ kind: 'command', name: 'dance' });
  });
});
