import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that speaks the protocol by hand, and wrongly: `node broken.ts FAULT`. No package would write such lines. */

const [, , fault] = process.argv;

type Message = Readonly<Record<string, unknown>>;

const send = (message: Message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const words = (text: string) => ({ content: [{ type: 'text', text }] });
const tool = (name: unknown, more: object = {}) => ({ name, inputSchema: { type: 'object' }, ...more });

const lists: Readonly<Record<string, () => object>> = {
  alike: () => ({ tools: [tool('say', { description: 'one' }), tool('say', { description: 'two' }), tool('say')] }),
  many: () => ({ tools: Array.from({ length: 1000 }, (_, at) => tool(`say_${at}`)) }),
  endless: () => ({ tools: [tool('say')], nextCursor: String(Math.random()) }),
  halves: () => ({
    tools: [
      tool('say', {
        title: 'Say \ud800',
        description: 'Half \udc00 a sign',
        inputSchema: { type: 'object', properties: { '\ud801': { enum: ['\ud802'] } } },
      }),
    ],
  }),
  odd: () => ({
    tools: [tool('say'), tool('__proto__'), tool(''), tool('x'.repeat(5000)), tool('a b/c\u202e'), tool('constructor')],
  }),
};

const results: Readonly<Record<string, () => object>> = {
  lies: () => ({
    content: [
      { type: 'image', mimeType: 'image/png', data: Buffer.from('<script>alert(1)</script>').toString('base64') },
    ],
  }),
  structured: () => ({ content: [], structuredContent: { day: 'Monday' } }),
  nothing: () => ({ content: [] }),
  blocks: () => ({ content: Array.from({ length: 9000 }, () => ({})) }),
  fields: () => ({
    content: [],
    structuredContent: Object.fromEntries(Array.from({ length: 300_000 }, (_, at) => [at, 0])),
  }),
  halves: () => words('half \ud800 a sign'),
};

/** What is said without an end, as fast as it is taken. */
const endless: Readonly<Record<string, string>> = {
  notes: '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n',
  objects: '{}\n',
  words: 'log: it goes on\n',
  blanks: '\n',
  'one line': 'x',
};

function flood(text: string): void {
  const piece = text.repeat(2000);
  while (process.stdout.write(piece));
  process.stdout.once('drain', () => flood(text));
}

function called(id: unknown): void {
  const said = endless[fault ?? ''];
  if (said !== undefined) flood(said);
  else if (fault === 'ids') {
    for (const other of [-1, null, 10_000]) send({ id: other, result: words('for somebody else') });
    send({ id, result: words('first') });
    send({ id, result: words('second') });
  } else if (fault === 'refuses') send({ id, error: { code: -32602, message: 'The day is over.' } });
  else if (fault === 'ends') {
    // Its helper keeps its pipes.
    spawn('sleep', ['30'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }).unref();
    setTimeout(() => process.exit(1), 100);
  } else if (fault === 'helpers') {
    const { pid } = spawn('sleep', ['30'], { stdio: 'inherit' });
    send({ id, result: words(String(pid)) });
    setTimeout(() => process.exit(1), 100);
  } else if (fault === 'fleeting') {
    send({ id, result: words('said') });
    setTimeout(() => process.exit(1), 50);
  } else send({ id, result: results[fault ?? '']?.() ?? words('said') });
}

if (fault === 'garbage') process.stdout.write('Listening on stdio…\n{"jsonrpc":\n\u0000\u0001\n[]\nnull\n');
if (fault !== 'silent')
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line) as Message & { params?: Message };
    if (method === 'initialize')
      send({
        id,
        result: {
          protocolVersion: params?.['protocolVersion'],
          capabilities: { tools: { listChanged: true } },
          serverInfo: { name: 'broken', version: '1' },
        },
      });
    else if (method === 'tools/list') send({ id, result: lists[fault ?? '']?.() ?? { tools: [tool('say')] } });
    else if (method === 'tools/call') called(id);
    else if (id !== undefined) send({ id, error: { code: -32601, message: 'no such method' } });
    if (fault === 'garbage') process.stdout.write('log: did it\n{}\n');
    if (fault === 'crashes' && method === 'tools/list') process.stdout.write('', () => process.exit(1));
  });
else process.stdin.resume();
