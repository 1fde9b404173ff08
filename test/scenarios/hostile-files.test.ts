import { expect, it, onTestFinished } from 'vitest';
import { lyingDocx, packedPdf, pdfOf } from '../media/made-files.ts';
import { hugePng } from '../media/made-pictures.ts';
import { messagesIn } from '../simulator/openai/heard.ts';
import { jpeg } from '../simulator/samples.ts';
import { startTestBot } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';
import { platforms, type SentFile } from './chat-driver.ts';

/** Files that mean harm, or are not what they are said to be, on their whole way from either platform to the model. */

const file = (name: string, mime: string, bytes: Buffer): SentFile => ({ kind: 'file', name, mime, bytes });

// Made before any bot runs: that takes a while.
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const files = [
  file('huge.png', 'image/png', hugePng(14_000)),
  file('lying.docx', word, lyingDocx()),
  // It fills the memory of its process first.
  ...(isWhole ? [file('packed.pdf', 'application/pdf', packedPdf())] : []),
  file('../../../etc/moles.txt', 'text/plain', Buffer.from('They dig.')),
  file('worms.png', 'image/png', pdfOf(['They are dug up.'])),
  file('cat.pdf', 'application/pdf', jpeg),
];

it.each(Object.entries(platforms).filter(([, { adopts }]) => isTried(0, adopts)))(
  '%s: beside a good one: a sentence for each, and the rest is answered',
  async (_, platform) => {
    const bot = await startTestBot();
    onTestFinished(() => bot.close());
    await bot.discord.waitFor(() => bot.discord.online() === 1, 10_000);
    bot.openai.script(() => 'I see.');
    const driver = platform.open(bot);
    driver.send('What are these?', files);
    await driver.until((texts) => texts[0]?.startsWith('I see.') === true);
    await driver.idle();
    const sentences =
      "That picture has too many pixels for me. A smaller copy will work. That file unpacks to far more than it should, so I didn't open it.";
    expect(driver.texts().map((text) => text.replaceAll('*', ''))).toEqual([`I see.\n\n${sentences}`]);
    const [request, ...more] = bot.openai.requests;
    const told = messagesIn(request).at(-1);
    expect(more).toEqual([]);
    expect(told?.pictures).toHaveLength(1);
    expect(told?.text).toMatch(/kind="file" from="moles\.txt">[^<]*They dig\./);
    expect(told?.text).toMatch(/kind="file" from="worms\.png">[^<]*They are dug up\./);
    expect(told?.text).not.toMatch(/etc|word word/);
  },
  40_000,
);
