import { describe, expect, it } from 'vitest';
import type { OutgoingFile } from '../../../src/ports/index.ts';
import { openChat } from '../chat.ts';
import { inGroup, message, replyTo, type Said } from '../said.ts';

const files = ({ end }: Said) =>
  (end.files ?? []).map(({ name, bytes, mime, role }: OutgoingFile) => [
    name,
    Buffer.from(bytes).toString(),
    mime,
    role,
  ]);
const markdown = ['text/markdown', 'document'];
const names = (said: Said) => files(said).map(([name]) => name);

describe('/file', () => {
  it('gives the last answer as a document, named after the question', async () => {
    const chat = openChat();
    chat.replies.push({ text: '# Sushi\n\nand **more**' });
    await chat.say('What do I eat in 東京?');
    const said = await chat.say('/file');
    expect(files(said)).toEqual([
      ['What do I eat in 東京.md', '# Sushi\n\nand **more**\n', 'text/markdown', 'document'],
    ]);
    expect(said.end).toMatchObject({ text: '', captioned: true });
    // It is no part of what the model hears.
    expect(await chat.heard()).toEqual(['What do I eat in 東京?', '# Sushi\n\nand **more**']);
    await expect(chat.say('/file').then(names)).resolves.toEqual(['What do I eat in 東京.md']);
  });

  it('names it after the thread, where that has a title', async () => {
    const chat = openChat();
    await chat.say('/new Trip to Japan');
    await chat.say('Where do I begin?');
    expect(names(await chat.say('/file'))).toEqual(['Trip to Japan.md']);
  });

  it('gives the answer that is replied to, as it is shown now', async () => {
    const chat = openChat();
    const first = await chat.say('One');
    await chat.say('Two');
    expect(files(await chat.say('/file', replyTo(first)))).toEqual([['One.md', 're One\n', ...markdown]]);
    chat.replies.push({ text: 'another' });
    const again = await chat.say('/retry', replyTo(first));
    expect(files(await chat.say('/file', replyTo(again)))).toEqual([['One.md', 'another\n', ...markdown]]);
  });

  it('gives each block of code as a file', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'Do\n```python\na = 1\n```\nand\n\n**run.sh**\n```sh\nls\n```\n```py\nb\n```' });
    await chat.say('Count files');
    expect(files(await chat.say('/file code'))).toEqual([
      ['Count files-1.py', 'a = 1\n', 'text/plain', 'document'],
      ['run.sh', 'ls\n', 'text/plain', 'document'],
      ['Count files-3.py', 'b\n', 'text/plain', 'document'],
    ]);
    chat.replies.push({ text: '```js\nx\n```' });
    await chat.say('Once more');
    expect(names(await chat.say('/file what=code'))).toEqual(['Once more.js']);
  });

  it('gives no more files than a message holds, and says so', async () => {
    const chat = openChat();
    chat.replies.push({ text: '```\na\n```\n'.repeat(14) });
    await chat.say('Much');
    const said = await chat.say('/file code');
    expect(names(said)).toHaveLength(10);
    expect(said.text).toContain('first 10 of 14 blocks');
  });

  it('says what is missing', async () => {
    const chat = openChat();
    expect((await chat.say('/file')).text).toContain('no answer yet');
    await chat.say('Hi');
    expect((await chat.say('/file code')).text).toContain('no block of code');
    expect((await chat.say('/file', { quote: { id: 'x', text: 'a' } })).text).toContain("don't remember that message");
  });

  it('leaves out the question that the message was before it was edited to this', async () => {
    const chat = openChat();
    await chat.say('One');
    await chat.say('Two', message('m2'));
    expect(names(await chat.say('/file', message('m2')))).toEqual(['One.md']);
  });

  it('gives nobody the answers of another member’s own history', async () => {
    const chat = openChat();
    const said = await chat.say('Ann asks', inGroup);
    const bob = { ...inGroup, ...replyTo(said), actor: { id: 'test:2', name: 'Bob' } };
    // One history for all: who reads it may keep it.
    expect(names(await chat.say('/file', bob))).toEqual(['Ann asks.md']);
    await chat.say('/settings history=member', { ...inGroup, actor: { id: 'test:1', name: 'Ann', moderator: true } });
    expect((await chat.say('/file', bob)).text).toContain("don't remember that message");
  });
});
