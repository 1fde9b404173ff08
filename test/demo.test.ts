import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawTour, picturePath } from './demo/draw-tour.ts';
import { startOpenAI } from './simulator/openai/index.ts';
import { surroundings } from './support/process.ts';
import { itWhole } from './support/whole.ts';

const main = join(import.meta.dirname, 'demo/main.ts');
const root = join(import.meta.dirname, '..');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs the demo as people do, in a pipe. */
function demo(
  args: string[],
  {
    input = '',
    env = {},
    onOutput,
  }: { input?: string; env?: Record<string, string>; onOutput?: (all: string, kill: () => void) => void } = {},
) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...surroundings(), TMPDIR: folder, ...env },
  });
  const ended: Ended = { code: null, output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ended.output += chunk;
    onOutput?.(ended.output, () => child.kill('SIGINT'));
  });
  child.stderr.on('data', (chunk: Buffer) => (ended.errors += chunk));
  child.stdin.end(input);
  return new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ ...ended, code })));
}

describe('npm run demo', () => {
  itWhole(
    '--once plays every step, ends with 0 and leaves the pictures only',
    async () => {
      const { code, output, errors } = await demo(['--once']);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(output).toMatch(
        /Telegram private +Ada +What's my name\?\nTelegram|Telegram private +Parley +Your name is Ada\./,
      );
      for (const seen of [
        /A stand-in speaks/,
        /Telegram private +Parley +Your name is Ada\./,
        /Telegram Book club +Parley +Your name is Ben\./,
        /Telegram Book club +Parley +Your name is Cleo\./,
        /Discord #general +Parley +Here is a small example/,
        /Discord #general +Ben +\/ask How do bridges/,
        /picture, 1024 × 1024, \d+ kB, saved as/,
        /I can draw 1 to 10 pictures at a time, not 20\./,
        /Stopped\./,
        /#general +Parley +I took my time, was killed, was started again: and here is all of it\.\n +kill -9: the bot was gone/,
        /New conversation started\./,
        /You have not told me your name yet\./,
        /presses \[↻ Again\]\n.*in its place: How about Second Wind\?\n +\[◀\] \[2\/2\] \[↻\u00a0Again\] \[✕\u00a0Delete\]/,
        /presses \[◀\]\n.*in its place: How about Wanderer\?\n +\[1\/2\] \[▶\]/,
        /edited: A name for my cat\?\n.*in its place: Call her Pixel\./,
        /↪ Your name is Ada\.\n +So, what's my name\?\n.*Your name is Ada\./,
        /Cleo +presses \[↻ Again\]\n.*Only the person who asked.*\n +only Cleo sees this/,
        /picks ≡ Translate on @Parley will it rain\?\n.*Wird es regnen\?\n.*\n +only Ben sees this/,
        /Ben +deleted: @Parley will it rain\?\n.*Parley +deleted: Take an umbrella\./,
        /\/model adv▏\n.*suggests advanced/,
        /fills in 2000\n.*in its place: Changed\..*[\s\S]*Maximum length: 2000/,
        /“Robbie”[\s\S]*Cleo +Robbie, what shall we read\?\n.*Try Middlemarch\./,
        /Ada +Is this true\?\n.*↪ Mrs Marsh\n +Goldfish forget.*\n.*No: goldfish remember for months\./,
        /1\. My name is Ada ✓/,
        /#ideas +Parley +opens a thread: two tides a day, why\? And why not one\?\n.*thread +Parley +The Earth turns/,
        /#ideas +Parley +calls the thread: two tides a day, why\?\n.*thread +Ben +and who makes them\?\n.*Mostly the Moon\./,
        /sends a picture\n +What is this\?\n.*Parley +Here is what I see:\n\n +• a picture \(640 × 480\)/,
        /sends a voice message, 0:02\n.*Parley +What's my name\?\n\n +Your name is Ada\./,
        /sends tides\.md\n +What is it about\?\n.*Parley +• In tides\.md I read: “# Tides/,
        /\/image a lighthouse at noon .*\n.*Parley +a lighthouse at noon\n +picture, 1024 × 1024/,
        /\/speak Good evening!\n.*Parley +voice message, 0:0/,
        /Discord private +Ada +sends a voice message, 0:02\n.*Parley +What's my name\?\n\n +Your name is Ada\./,
        /#general +Ben +@Parley what is it about\?\n +sends tides\.md\n.*Parley +- In tides\.md I read/,
        /presses \[✎ Edit\]\n.*________\n.*\n.*fills in let it snow\n.*Parley +let it snow\n +picture, 1024 × 1024/,
        /presses \[🏮 Mara, .*\]\n.*in its place: 🏮 Mara, [\s\S]* You are Mara Venn[\s\S]* \[Use in this chat\]/,
        /presses \[Use in this chat\]\n.*in its place: 🏮 Mara, [\s\S]* Rain hammers[\s\S]* \[I ask for a room and a hot meal\]/,
        /presses \[I ask for a room and a hot meal\]\n.*\n\n +The dog makes way for you\./,
        /\/ask Buenas noches.* persona=translator\n[^/]* Good evening, how are you\?/,
        /sends handbook\.md\n +\/knowledge add\n[\s\S]*When is the workshop open on Saturdays\?\n.*on Saturdays until two\s+\[1\s+p\.\s+1-5\]\.\n\n +Sources: \[1\] handbook\.md/,
        /sends phrases\.csv\n.*\/batch Translate [\s\S]*3 prompts from phrases\.csv[\s\S]*in its place: 3 prompts[\s\S]*3 of 3 done\.\n/,
        /Your batch is done: 3 answered, 0 failed\.\n +file, phrases-answers\.csv\n[\s\S]* good morning,French,bonjour,\n/,
        /high water at Dover today\?\n.*At 10:52, and again at 23:14\.\n\n +Used: web search: high water Dover today\n/,
        /Book the blue room for me\n[\s\S]*"room": "blue"\n[\s\S]*presses \[Once\]\n.*in its place: The blue room is yours\.\n/,
        /\/remind in 3 seconds the kettle\n[\s\S]*⏰ the kettle\n +\[Done\]/,
        /59 answers, each seen once and whole/,
      ])
        expect(output).toMatch(seen);
      const controlSign = '\u001b';
      expect(output).not.toContain(controlSign);
      const left = await readdir(folder);
      expect(left).toEqual([expect.stringMatching(/^parley-pictures-/)]);
      expect(await readdir(join(folder, left[0] ?? ''))).toEqual([1, 2, 3].map((number) => `picture-${number}.png`));
    },
    180_000,
  );

  itWhole(
    'takes a model of one’s own, also one that says the same again',
    async () => {
      const model = await startOpenAI();
      try {
        const env = { OPENAI_API_KEY: model.key, OPENAI_BASE_URL: model.baseUrl };
        const { code, output } = await demo(['--once'], { env });
        expect(output).toContain(`The real model answers (OPENAI_API_KEY is set), at ${model.baseUrl}`);
        expect(output).toMatch(/✓ \d+ answers, each seen once and whole/);
        expect(code).toBe(0);
        expect(model.requests.length).toBeGreaterThan(10);
      } finally {
        await model.close();
      }
    },
    120_000,
  );

  it('ends with 1 and names the step when the model fails', async () => {
    const { code, output } = await demo(['--once', '--broken']);
    expect(code).toBe(1);
    expect(output).toMatch(/The tour is not whole\. “My name is Ada\.”: the answer is an error/);
    expect(await readdir(folder)).toEqual([]);
  }, 120_000);

  itWhole(
    'takes lines from a pipe: people write, press, edit, reply, delete, fill in forms; what does not exist is said',
    async () => {
      const input = [
        'x: nowhere',
        'c: /ask say by slash',
        '/nonsense',
        'g: hello',
        't: say one',
        't: say two',
        ':edit say three',
        ':press AGAIN',
        ':reply 2 say four',
        ':reply 99 nobody',
        ':press Nowhere',
        ':undo',
        ':pick Translate',
        ':fill x',
        ':edit',
        'd: /settings',
        ':press Maximum length',
        ':press another',
        ':fill 3000',
        'd: say five',
        ':pick nothing',
        ':type /image',
        ':undo',
        ':undo',
        ':send file what is it?',
        ':send nothing',
      ].join('\n');
      const { code, output } = await demo(['--skip-tour', '--no-page'], { input });
      expect(code).toBe(0);
      const [, talk = ''] = output.split('Your turn');
      for (const seen of [
        /There is no x: here\./,
        /Discord #general +Parley +> say by slash\n\n +by slash/,
        /Discord knows no command \/nonsense\./,
        /Telegram Book club +Parley +Hello, Ben!/,
        /edited: say three\n.*in its place: three\n/,
        /presses \[↻ Again\]\n.*in its place: three\n +\[◀\] \[2\/2\]/,
        /↪ one\n +say four\n.*Parley +four/,
        /There are \d+ answers here to reply to: 1 is the newest\./,
        /There is no button “Nowhere” here, but \[↻ Again\] \[✕ Delete\]\./,
        /Telegram tells no bot of deleted messages/,
        /On Telegram messages have no menu/,
        /Telegram has no forms/,
        /:edit needs words\./,
        /in its place: Changed\.[\s\S]*Maximum length: 3000/,
        /A message's menu holds: .*Translate/,
        /Discord suggests nothing for “\/image”\./,
        /Discord private +Ada +deleted: say five\n.*Parley +deleted: five/,
        /Nothing was said here that could be deleted\./,
        /sends tides\.md\n.*Parley +- In tides\.md I read/,
        /There is picture, voice, file, handbook, table to :send\./,
      ])
        expect(talk).toMatch(seen);
    },
    120_000,
  );

  itWhole(
    'serves the page while people may write, says where, and ends with its input',
    async () => {
      let served: Promise<number> | undefined;
      const { code, output } = await demo(['--skip-tour'], {
        input: 't: say hello\n:kill\n:start\nt: say hello again',
        onOutput(all) {
          const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(all) ?? [];
          if (url) served ??= fetch(url).then(({ status }) => status);
        },
      });
      expect(await served).toBe(200);
      expect(code).toBe(0);
      const [, talk = ''] = output.split('Your turn');
      expect(talk).toMatch(/In your browser: http[\s\S]*npm run init/);
      expect(talk).toMatch(/ hello\n[\s\S]*The bot is killed\.[\s\S]*The bot runs again\.\n[\s\S]*Parley +hello again/);
    },
    120_000,
  );

  itWhole(
    'Ctrl-C in the tour ends it at once and cleanly',
    async () => {
      let at = 0;
      const { code, errors } = await demo(['--once'], {
        onOutput: (all, kill) => {
          if (at > 0 || !all.includes('What')) return;
          at = performance.now();
          kill();
        },
      });
      expect({ code, errors }).toEqual({ code: 130, errors: '' });
      expect(performance.now() - at).toBeLessThan(3000);
      expect(await readdir(folder)).toEqual([]);
    },
    120_000,
  );

  it('refuses unknown options with 2, and explains itself', async () => {
    const [wrong, port, asked] = await Promise.all([demo(['--twice']), demo(['--port', '99999']), demo(['--help'])]);
    expect(wrong.code).toBe(2);
    expect(wrong.errors).toContain('--twice');
    expect(port).toMatchObject({ code: 2, errors: expect.stringContaining('--port 99999 is no port') });
    expect(asked).toMatchObject({ code: 0, output: expect.stringContaining('OPENAI_API_KEY') });
  }, 120_000);

  itWhole(
    'the picture in the papers is what the tour shows; if not: npm run picture',
    async () => {
      expect(await readFile(join(root, picturePath), 'utf8')).toBe(await drawTour());
    },
    120_000,
  );
});
