import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MediaAddress, TOO_LARGE } from '../../../src/ports/index.ts';
import { isMethod, startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { faultIn, harness } from './harness.ts';

/** Files of Telegram's: what is asked for before their bytes are, and what a server may answer. */

let telegram: TelegramSimulator;
const { signal } = new AbortController();
const mega = 1024 * 1024;

beforeEach(async () => {
  telegram = await startTelegram();
});
afterEach(() => telegram.close());

async function fetched(address: MediaAddress, bytes = 99 * mega): Promise<Uint8Array> {
  const { surface } = harness(telegram).adapter;
  if (!surface.download) throw new Error('Telegram has files');
  return surface.download(address, { bytes }, signal);
}

/** A file that somebody sent, said to be so large. */
function sent(size?: number): { file: string } {
  const ada = telegram.user({ first_name: 'Ada' });
  const said = telegram.say(telegram.privateChat(ada), ada, '', { document: size === undefined ? true : { size } });
  return { file: said.document?.file_id ?? '' };
}

/** The server tells this way to a file. */
function tell(path: unknown): void {
  const result = { file_id: 'x', file_unique_id: 'y', ...(path === undefined ? {} : { file_path: path }) };
  telegram.rule({ match: isMethod('getFile'), reply: { status: 200, body: { ok: true, result } } });
}

describe('a file that is too large', () => {
  it('is not asked for where that was told', async () => {
    const size = 20 * mega + 1;
    expect(await faultIn(fetched({ ...sent(size), size }))).toMatchObject({
      kind: 'rejected',
      facts: { code: TOO_LARGE },
    });
    expect(await faultIn(fetched({ ...sent(), size: 9 }, 8))).toMatchObject({ facts: { code: TOO_LARGE } });
    expect(telegram.callsOf('getFile')).toEqual([]);
  });

  it('is refused by Telegram where it was not', async () => {
    expect(await faultIn(fetched(sent(20 * mega + 1)))).toMatchObject({ kind: 'rejected', facts: { code: TOO_LARGE } });
  });
});

describe('the way to a file', () => {
  it.each(['../../etc/passwd', 'a/../b', 'a//b', './a', '', 7, undefined, `${'a/'.repeat(600)}b`])(
    'is none of the server’s: %s',
    async (path) => {
      tell(path);
      expect(await faultIn(fetched(sent()))).toMatchObject({ kind: 'server', facts: { code: 'no-path' } });
    },
  );

  it('is one of its disk, where it was started with --local', async () => {
    tell('/var/lib/telegram-bot-api/documents/file_1.pdf');
    const fault = await faultIn(fetched(sent()));
    expect(fault).toMatchObject({ kind: 'rejected', facts: { code: 'local-path' } });
    expect(fault.facts.advice).toMatch(/without --local/);
  });

  it('has only letters that mean nothing else', async () => {
    tell('documents/a?b#c%2e d.pdf');
    const paths: string[] = [];
    telegram.rule({
      match({ path }) {
        if (path.startsWith('/file/')) paths.push(path);
        return false;
      },
    });
    expect(await faultIn(fetched(sent()))).toMatchObject({ kind: 'gone' });
    expect(paths).toEqual([`/file/bot${telegram.token}/documents/a%3Fb%23c%252e%20d.pdf`]);
  });
});

it.each([
  [401, 'unauthorized'],
  [429, 'rate_limited'],
  [500, 'server'],
  [400, 'gone'],
] as const)('a question that is answered with %i is %s', async (error_code, kind) => {
  telegram.fail('getFile', { error_code, description: 'Bad Request: wrong file_id', parameters: { retry_after: 3 } });
  expect(await faultIn(fetched(sent()))).toMatchObject({ kind });
});
