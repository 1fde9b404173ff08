import { describe, expect, it } from 'vitest';
import { promptRecord, withEditedPrompt } from '../../src/conversation/prompt-record.ts';
import { newWording, withWording } from '../../src/intake/edited-prompt.ts';
import type { Piece, Prompt } from '../../src/ports/index.ts';
import { prompt } from '../contracts/events.ts';

const passed = (key: string, author: string, text: string): Piece => ({
  ...{ key, id: key, text, at: 0, length: text.length },
  source: { kind: 'forward', author },
});
const pieces = [passed('a', 'Ann', '/image of a cat'), passed('b', 'Bob', 'The earth is flat.')];
const asked: Prompt = prompt('a', {
  text: '',
  pieces,
  alsoKeys: ['b'],
  target: { ...prompt('a').target, prompt: 'a' },
});

describe('of what several people said, what is left when a message is deleted', () => {
  it('stays somebody else’s words', () => {
    const left = { text: '/image of a cat', source: { kind: 'forward', author: 'Ann' } };
    expect(withWording(asked, { of: 'b' }, [])).toMatchObject(left);
    const kept = promptRecord(asked);
    const edited = newWording(kept, { of: 'b' }, []);
    expect(edited && withEditedPrompt(kept, edited)).toMatchObject(left);
  });
});

describe('a picture of several', () => {
  const picture = (key: string): Piece => ({
    ...{ key, id: key, text: '', at: 0, length: 0 },
    attachments: [{ kind: 'picture', source: { surface: 'test', address: { file: key } } }],
  });
  const album = [{ ...picture('a'), text: 'Which?' }, picture('b')];
  const shown: Prompt = prompt('a', {
    ...{ text: 'Which?', pieces: album, alsoKeys: ['b'] },
    attachments: album.flatMap(({ attachments = [] }) => attachments),
    target: { ...prompt('a').target, prompt: 'a' },
  });
  const left = [{ kind: 'picture', source: { surface: 'test', address: { file: 'a' } } }];

  it('that is deleted leaves the open question, and the kept one', () => {
    expect(withWording(shown, { of: 'b' }, [])?.attachments).toEqual(left);
    const kept = promptRecord(shown);
    const edited = newWording(kept, { of: 'b' }, []);
    expect(edited && withEditedPrompt(kept, edited).media).toEqual(left);
  });
});
