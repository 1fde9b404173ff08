import { enableCompileCache } from 'node:module';

enableCompileCache();

/**
 * The floors: the least code that does the job on the same libraries, everything in memory and nothing checked.
 * `once` asks for a whole answer and sends it; `stream` sends the first words and edits at the bot's own pace.
 */

const { Bot } = await import('grammy');
const { BENCH_TOKEN = '', BENCH_URL = '', BENCH_MODE = 'once' } = process.env;
const bot = new Bot(BENCH_TOKEN, { client: { apiRoot: BENCH_URL } });
const histories = new Map<number, object[]>();

function ask(messages: object[], stream: boolean): Promise<Response> {
  return fetch(`${BENCH_URL}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench' },
    body: JSON.stringify({ model: 'bench', messages, stream }),
  });
}

async function once(chat: number, messages: object[]): Promise<string> {
  const answer = await (await ask(messages, false)).json();
  const text = String(answer.choices[0].message.content);
  await bot.api.sendMessage(chat, text);
  return text;
}

/** As the bot does: the first words after 20 characters or 300 ms, an edit a second, the last one at once. */
const pace = { characters: 20, firstMs: 300, settleMs: 4, editMs: 1000 };

async function streamed(chat: number, messages: object[]): Promise<string> {
  const began = performance.now();
  let text = '';
  let bubble: number | undefined;
  let shown = '';
  let shownAt = 0;
  let showing: Promise<void> | undefined;

  async function show(): Promise<void> {
    shown = text;
    shownAt = performance.now();
    if (bubble === undefined) bubble = (await bot.api.sendMessage(chat, shown)).message_id;
    else await bot.api.editMessageText(chat, bubble, shown);
  }

  function step(): void {
    if (showing || text === shown) return;
    const now = performance.now();
    const due =
      bubble === undefined
        ? text.length >= pace.characters || now - began > pace.firstMs
        : now - shownAt >= pace.editMs;
    if (!due) return;
    showing = new Promise((resolve) => setTimeout(resolve, bubble === undefined ? pace.settleMs : 0))
      .then(() => (ended ? undefined : show()))
      .finally(() => {
        showing = undefined;
      });
  }

  let ended = false;
  const { body } = await ask(messages, true);
  const decoder = new TextDecoder();
  let left = '';
  for await (const bytes of body ?? []) {
    left += decoder.decode(bytes, { stream: true });
    const lines = left.split('\n');
    left = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      text += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? '';
    }
    step();
  }
  ended = true;
  await showing;
  if (text !== shown) await show();
  return text;
}

bot.on('message:text', ({ chat, msg, me }) => {
  if (chat.type !== 'private' && !msg.text.includes(`@${me.username}`)) return;
  const history = histories.get(chat.id) ?? [];
  histories.set(chat.id, history);
  const question = { role: 'user', content: msg.text };
  const answer = BENCH_MODE === 'stream' ? streamed : once;
  // Not awaited: bare grammY would make one chat wait for another.
  answer(chat.id, [...history.slice(-80), question]).then(
    (text) => history.push(question, { role: 'assistant', content: text }),
    (error: unknown) => console.error(error),
  );
});

process.on('SIGTERM', () => process.exit(0));
await bot.start();
