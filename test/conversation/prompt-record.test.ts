import { describe, expect, it } from 'vitest';
import { promptText } from '../../src/answering/told/prompts.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import {
  corrected,
  heardIn,
  ownWords,
  promptRecord,
  withEditedPrompt,
  withMediaApart,
} from '../../src/conversation/prompt-record.ts';
import { promptOf } from '../fixtures.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const written = 'What is it?\n\n[Sent along, but not visible to you: picture, attachment]';

describe('what was sent along', () => {
  it('is kept with its references, beside the words', () => {
    const quote = { id: '1', text: '', attachments: [{ kind: 'voice' as const }] };
    const source = { surface: 'test', address: { file: 'f1' } };
    const attachments = [{ kind: 'picture' as const, source, size: 3 }, { kind: 'other' as const }];
    expect(promptRecord(promptOf({ text: 'What is it?', attachments, quote }))).toMatchObject({
      text: 'What is it?',
      media: attachments,
      quote: { text: '', media: [{ kind: 'voice' }] },
    });
  });

  it('is kept up to a bound', () => {
    const attachments = Array.from({ length: 30 }, () => ({ kind: 'picture' as const }));
    expect(promptRecord(promptOf({ attachments })).media).toHaveLength(20);
  });

  it('is read out of the kinds or the words of versions before, and says the same to the model', () => {
    const prompt = { text: written, quote: { author: 'Bob', text: '[Sent along, but not visible to you: sticker]' } };
    const read = withMediaApart(prompt);
    expect(read).toEqual({
      text: 'What is it?',
      media: [{ kind: 'picture' }, { kind: 'other' }],
      quote: { author: 'Bob', text: '', media: [{ kind: 'sticker' }] },
    });
    expect(promptText(read, testMarks('1'))).toBe(promptText(prompt, testMarks('1')));
    const kinds = {
      text: 'What is it?',
      attachments: ['picture' as const],
      quote: { text: '', attachments: ['voice' as const] },
    };
    expect(withMediaApart(kinds)).toEqual({
      text: 'What is it?',
      media: [{ kind: 'picture' }],
      quote: { text: '', media: [{ kind: 'voice' }] },
    });
    const plain = { text: 'Hello', quote: { text: 'Hi' } };
    expect(withMediaApart(plain)).toBe(plain);
  });

  it('has its words noted with it: they stay where the message is edited, and can be put right one by one', () => {
    const voice = (id: string) => ({ kind: 'voice' as const, source: { surface: 'test', address: { id } } });
    const file = { kind: 'file' as const, heard: 'none of it' };
    const media = [voice('1'), file, { ...voice('2'), heard: 'teh cat', tokens: 3 }, { ...voice('3'), heard: 'a dog' }];
    const prompt = corrected({ text: '', media }, 1, ' the cat\n');
    expect(heardIn(prompt)).toEqual(['the cat', 'a dog']);
    expect(ownWords(prompt)).toBe('the cat\na dog');
    const pieces = ['2', '1'].map((id) => ({ key: id, id, text: '', attachments: [voice(id)] }));
    expect(withEditedPrompt(prompt, { text: 'Hi', pieces }).media).toEqual([prompt.media?.[2], voice('1')]);
    expect(corrected(prompt, 3, 'x').media).toEqual(prompt.media);
  });

  it('stays when the words of such a prompt become others', () => {
    const read = withMediaApart({ text: written });
    const reworded = { text: 'And this?', media: [{ kind: 'picture' }, { kind: 'other' }] };
    expect(withEditedPrompt(read, { text: 'And this?' })).toEqual(reworded);
    // An edit that a version before had taken in.
    expect(withEditedPrompt(read, { text: written.replace('What is it?', 'And this?') })).toEqual(reworded);
  });

  it('is read so from the store', async () => {
    const turn = { v: 1, id: 't', parent: null, prompt: { text: written, id: '7' }, answers: [] };
    const { documents } = createMemoryDocuments([['turn|test:1|t', turn]]);
    const conversations = createConversations(documents, 40);
    expect(await conversations.exchange('test:1', 't')).toMatchObject({
      prompt: { text: 'What is it?', media: [{ kind: 'picture' }, { kind: 'other' }], id: '7' },
    });
  });
});
