import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from '../command-line.ts';
import type { Amount } from './measures.ts';
import { type MediaAmount, measureMedia } from './media.ts';
import { type AgeAmount, measureOldChat } from './old-chat.ts';
import { judge, table } from './report.ts';
import { measureRounds } from './rounds.ts';

const help = `npm run bench: the bot beside two floors, in interleaved pairs.

  floor 1  bare grammY, fetch and one sendMessage, in memory
  floor 2  the same, streaming by edits at the bot's pace

  --quick   a short round, for a first look
  --media   only what pictures and files take
  --age     only what a chat of 10,000 turns takes
  --only    of these, those whose name has this word
  --json    the figures as JSON
  --strict  exit code 1 when a target is missed
`;

interface Amounts extends Amount {
  media: MediaAmount;
  age: AgeAmount;
}

const full: Amounts = {
  pairs: 5,
  single: 150,
  flow: 50,
  streams: 12,
  crowdWords: 200,
  chatter: 600,
  turns: 1000,
  beside: 8,
  media: { rounds: 3, pictures: 5, atOnce: 10 },
  age: { turns: 10_000, questions: 9 },
};
const quick: Amounts = {
  pairs: 2,
  single: 60,
  flow: 20,
  streams: 5,
  crowdWords: 80,
  chatter: 300,
  turns: 300,
  beside: 4,
  media: { rounds: 1, pictures: 3, atOnce: 10 },
  age: { turns: 10_000, questions: 5 },
};

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const only = { type: 'string', default: '' } as const;
  const { values } = readCommandLine(help, { quick: flag, media: flag, age: flag, json: flag, strict: flag, only });
  const cache = await mkdtemp(join(tmpdir(), 'parley-bench-cache-'));
  try {
    const amount = values.quick ? quick : full;
    const tell = (line: string) => console.error(line);
    const some = values.media || values.age || values.only !== '';
    const metrics = some ? [] : await measureRounds(amount, cache, tell);
    if (!some || values.age) metrics.push(...(await measureOldChat(cache, amount.age, tell)));
    if (!some || values.media || values.only)
      metrics.push(...(await measureMedia(cache, amount.media, values.only, tell)));
    const rows = metrics.map(judge);
    const misses = rows.filter(({ ok }) => ok === false).length;
    if (values.json) console.log(JSON.stringify({ pairs: amount.pairs, cores: cpus().length, rows }, undefined, 2));
    else console.log(`\n${table(rows)}\n\n${misses === 0 ? 'Every target is reached.' : `${misses} missed.`}`);
    return values.strict && misses > 0 ? 1 : 0;
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error('Could not measure:', error);
    process.exit(1);
  },
);
