import { describe, expect, it } from 'vitest';
import { promptText } from '../../src/answering/prompts.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import { promptRecord, withEditedPrompt, withKindsApart } from '../../src/conversation/prompt-record.ts';
import { promptOf } from '../fixtures.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const written = 'What is it?\n\n[Sent along, but not visible to you: picture, attachment]';

describe('what was sent along', () => {
  it('is kept by its kinds, each once, beside the words', () => {
    const quote = { id: '1', text: '', attachments: [{ kind: 'voice' as const }] };
    const attachments = [{ kind: 'picture' as const }, { kind: 'picture' as const }, { kind: 'other' as const }];
    expect(promptRecord(promptOf({ text: 'What is it?', attachments, quote }))).toMatchObject({
      text: 'What is it?',
      attachments: ['picture', 'other'],
      quote: { text: '', attachments: ['voice'] },
    });
  });

  it('is read out of the words of a version before, and says the same to the model', () => {
    const prompt = { text: written, quote: { author: 'Bob', text: '[Sent along, but not visible to you: sticker]' } };
    const read = withKindsApart(prompt);
    expect(read).toEqual({
      text: 'What is it?',
      attachments: ['picture', 'other'],
      quote: { author: 'Bob', text: '', attachments: ['sticker'] },
    });
    expect(promptText(read, testMarks('1'))).toBe(promptText(prompt, testMarks('1')));
    const plain = { text: 'Hello', quote: { text: 'Hi' } };
    expect(withKindsApart(plain)).toBe(plain);
  });

  it('stays when the words of such a prompt become others', () => {
    const read = withKindsApart({ text: written });
    const reworded = { text: 'And this?', attachments: ['picture', 'other'] };
    expect(withEditedPrompt(read, { text: 'And this?' })).toEqual(reworded);
    // An edit that a version before had taken in.
    expect(withEditedPrompt(read, { text: written.replace('What is it?', 'And this?') })).toEqual(reworded);
  });

  it('is read so from the store', async () => {
    const turn = { v: 1, id: 't', parent: null, prompt: { text: written, id: '7' }, answers: [] };
    const { documents } = createMemoryDocuments([['turn|test:1|t', turn]]);
    const conversations = createConversations(documents, 40);
    expect(await conversations.exchange('test:1', 't')).toMatchObject({
      prompt: { text: 'What is it?', attachments: ['picture', 'other'], id: '7' },
    });
  });
});
