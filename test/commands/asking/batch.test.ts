import { describe, expect, it } from 'vitest';
import { batch, batched } from '../../../src/commands/asking/batch.ts';
import { isOffered } from '../../../src/commands/help/offered.ts';
import type { Attachment } from '../../../src/ports/index.ts';
import { openChat } from '../chat.ts';

const file: Attachment = { kind: 'file', name: 'words.csv', mime: 'text/csv' };

/** What is answered to a command that came with a file. Batches that are begun are in test/scenarios/batch.test.ts. */
describe('/batch', () => {
  it('says how it is used where no file came with it, nor with what it replies to', async () => {
    expect((await openChat().say('/batch Say {word}')).text).toMatch(/^Send me a file with up to 500 prompts/);
  });

  it('says before it fetches the file that there is no such model, and what there is', async () => {
    const chat = openChat({ offered: ['gpt-6-astra'] });
    const { text } = await chat.say('/batch model=gpt-none Say {word}', { attachments: [file] });
    expect(text).toMatch(/gpt\\-none.*`basic`, `advanced`, `gpt-6-astra`/s);
  });

  it('works on it now where the service takes no batches for later, and says so', async () => {
    const chat = openChat({ file: Buffer.from('word\none\n') });
    const { text, end } = await chat.say('/batch when=later Say {word}', { attachments: [file] });
    expect(text).toMatch(/The service of this model takes no batches for later\. I'm working on it/);
    expect(end.batch).toMatchObject({ act: 'begin', order: { when: 'now' } });
  });

  it('says that a file is gone, whether it came along or is replied to', async () => {
    const quote = { id: '9', author: 'Bob', text: '', attachments: [file] };
    for (const sent of [{ attachments: [file] }, { quote }])
      expect((await openChat().say('/batch', sent)).text).toMatch(/^That file isn't there any more/);
  });

  it('is offered where batches are, and nowhere else', () => {
    expect(isOffered(batch.spec, { models: { speech: undefined }, batches: { most: 500 } })).toBe(true);
    expect(isOffered(batch.spec, { models: { speech: undefined }, batches: { most: 0 } })).toBe(false);
  });

  it('shows batches only where they or their buttons ask for it', async () => {
    const chat = openChat();
    expect((await chat.say(`/${batched.spec.name} result=1`)).text).toMatch(/don't know the command/);
    expect((await chat.press('batched progress=1', await chat.say('/batch'))).text).toMatch(/^That batch isn't kept/);
  });
});
