import { isRefused, type Refused } from '../../src/media/outcome.ts';
import type { ReadHead } from '../../src/media/reading/read.ts';
import type { PageText } from '../../src/media/reading.ts';
import { startWork, type WorkProcess } from '../../src/media/work/process.ts';

/** What is told of a file. */
export type Told = ReadHead & { pages: PageText[] };

const limits = { memory: 330 * 1024 * 1024, ms: 20_000, output: 48 * 1024 * 1024 };
const never = new AbortController().signal;

/** Reads files in one process, while it lives: the start of one for each, as the bot has it, costs more than most files. */
export function createReader() {
  let kept: WorkProcess | undefined;

  async function toldOf(bytes: Uint8Array): Promise<Told | Refused> {
    kept = kept?.isOpen() ? kept : startWork('reading', limits);
    const pages: PageText[] = [];
    const answer = await kept.ask({ head: {}, body: bytes }, never, ({ head, body }) => {
      if ('name' in head) pages.push({ name: String(head.name), text: Buffer.from(body).toString() });
    });
    return isRefused(answer) ? answer : { ...(answer.head as ReadHead), pages };
  }

  return {
    toldOf,
    /** As `toldOf`, of a file that can be read. */
    async told(bytes: Uint8Array): Promise<Told> {
      const file = await toldOf(bytes);
      if (isRefused(file)) throw new Error(file.reason);
      return file;
    },
    end: () => kept?.end(),
  };
}
