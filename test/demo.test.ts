import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawTour, picturePath } from './demo/draw-tour.ts';
import { discordRuns, telegramRuns } from './demo/looks.ts';
import { readSlash } from './demo/slash.ts';
import { columnsOf, type Line, run, wrap } from './demo/text.ts';

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
  { input = '', onOutput }: { input?: string; onOutput?: (all: string, kill: () => void) => void } = {},
) {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'], TMPDIR: folder } });
  const ended: Ended = { code: null, output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ended.output += chunk;
    onOutput?.(ended.output, () => child.kill('SIGINT'));
  });
  child.stderr.on('data', (chunk: Buffer) => (ended.errors += chunk));
  child.stdin.end(input);
  return new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ ...ended, code })));
}

const textOf = (lines: readonly Line[]) => lines.map((line) => line.map(({ text }) => text).join(''));

describe('npm run demo', () => {
  it('--once plays every step, ends with 0 and leaves the picture only', async () => {
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
      /A new conversation\./,
      /You have not told me your name yet\./,
      /in its place: How about Second Wind\?\n +\[◀\] \[2\/2\] \[↻ Again\] \[✕ Delete\]/,
      /edited: A name for my cat\?\n.*in its place: Call her Pixel\./,
      /only for the asker: Wird es regnen\?/,
      /a message is gone/,
      /19 answers, each seen once and whole/,
    ])
      expect(output).toMatch(seen);
    const controlSign = '\u001b';
    expect(output).not.toContain(controlSign);
    const left = await readdir(folder);
    expect(left).toEqual([expect.stringMatching(/^parley-pictures-/)]);
    expect(await readdir(join(folder, left[0] ?? ''))).toEqual(['picture-1.png']);
  }, 60_000);

  it('ends with 1 and names the step when the model fails', async () => {
    const { code, output } = await demo(['--once', '--broken']);
    expect(code).toBe(1);
    expect(output).toMatch(/The tour is not whole\. “My name is Ada\.”: the answer is an error/);
    expect(await readdir(folder)).toEqual([]);
  }, 60_000);

  it('takes lines from a pipe, hints at what it does not know, and ends with the input', async () => {
    const input = 'd: say from the pipe\nx: nowhere\nc: /ask say by slash\n/nonsense\ng: hello';
    const { code, output } = await demo([], { input });
    expect(code).toBe(0);
    expect(output).toMatch(/Discord private +Parley +from the pipe/);
    expect(output).toContain('There is no x: here.');
    expect(output).toMatch(/Discord #general +Parley +> say by slash\n\n +by slash/);
    expect(output).toContain('Discord knows no command /nonsense.');
    expect(output).toMatch(/Telegram Book club +Parley +Hello, Ben!/);
  }, 60_000);

  it('Ctrl-C in the tour ends it at once and cleanly', async () => {
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
  }, 60_000);

  it('refuses unknown options with 2, and explains itself', async () => {
    const [wrong, asked] = await Promise.all([demo(['--twice']), demo(['--help'])]);
    expect(wrong.code).toBe(2);
    expect(wrong.errors).toContain('--twice');
    expect(asked).toMatchObject({ code: 0, output: expect.stringContaining('OPENAI_API_KEY') });
  }, 30_000);

  it('the picture in the papers is what the tour shows; if not: npm run picture', async () => {
    expect(await readFile(join(root, picturePath), 'utf8')).toBe(await drawTour());
  }, 60_000);
});

describe('what the terminal shows', () => {
  it('wraps between words, under list items, and cuts what is too long', () => {
    expect(textOf(wrap([run('one two three')], 8))).toEqual(['one two', 'three']);
    expect(textOf(wrap([run('• one two three')], 9))).toEqual(['• one two', '  three']);
    expect(textOf(wrap([run('abcdefghij')], 4))).toEqual(['abcd', 'efgh', 'ij']);
    for (const line of textOf(wrap([run('漢字とemoji 👩‍👩‍👧‍👦 mixed')], 7)))
      expect(columnsOf(line)).toBeLessThanOrEqual(7);
  });

  it('lets no text steer the terminal', () => {
    expect(textOf(wrap([run('a\u001b[2Jb\u202ec')], 40))).toEqual(['a·[2Jb·c']);
  });

  it("shows Telegram's entities and Discord's Markdown as looks", () => {
    expect(telegramRuns('a bold b', [{ type: 'bold', offset: 2, length: 4 }])).toEqual([
      { text: 'a ', looks: [] },
      { text: 'bold', looks: ['bold'] },
      { text: ' b', looks: [] },
    ]);
    expect(discordRuns('**b** and `c` \\*x\n```ts\ncode\n```')).toEqual([
      { text: 'b', looks: ['bold'] },
      { text: ' and ', looks: [] },
      { text: 'c', looks: ['code'] },
      { text: ' *x\n', looks: [] },
      { text: 'code', looks: ['code'] },
    ]);
  });

  it('reads slash commands with their options', () => {
    const commands = [
      {
        name: 'image',
        options: [
          { name: 'prompt', type: 3, required: true },
          { name: 'count', type: 4 },
        ],
      },
      { name: 'model', options: [{ name: 'tier', type: 3 }] },
    ];
    expect(readSlash('/image a = b count=2', commands)).toEqual({
      name: 'image',
      options: { prompt: 'a = b', count: 2 },
    });
    expect(readSlash('/model advanced', commands)).toEqual({ name: 'model', options: { tier: 'advanced' } });
    expect(() => readSlash('/nope', commands)).toThrow('no command /nope');
  });
});
