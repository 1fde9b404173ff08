import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import type { MediaAddress } from '../../src/ports/index.ts';
import { createDownload, tooLarge } from '../../src/util/download.ts';
import { Fault } from '../../src/util/errors.ts';
import { decodeFile } from './ids.ts';
import { apiSignal } from './signal.ts';

/** Largest file that a bot may fetch, in bytes (Bot API, getFile). */
export const LARGEST_FETCHED = 20 * 1024 * 1024;

/** Longest path of a file, in UTF-16 units. */
const LONGEST_PATH = 1024;

/** Fetches a file of a message. Rejects with what grammY throws, or a Fault (Surface.download). */
export type FetchFile = (address: MediaAddress, most: number, signal: AbortSignal) => Promise<Uint8Array>;

/** Makes fetches from the server of the Bot API, whose addresses hold the bot's token. */
export function createFetchFile(api: Api, apiRoot: string, token: string): FetchFile {
  const server = new URL(`${apiRoot}/file/bot${token}`);
  const download = createDownload(server);
  return async (address, most, signal) => {
    const { file, size = 0 } = decodeFile(address);
    const largest = Math.min(most, LARGEST_FETCHED);
    if (size > largest) throw tooLarge();
    const path = await pathOf(api, file, signal);
    return download(`${server.pathname}/${path}`, largest, signal);
  };
}

/** Asks for the way to a file, which ends after an hour or more. */
async function pathOf(api: Api, file: string, signal: AbortSignal): Promise<string> {
  try {
    const { file_path: path } = await api.getFile(file, apiSignal(signal));
    return safePath(path);
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    if (/file is too big/i.test(error.description)) throw tooLarge();
    throw new Fault('gone', 'Telegram does not have the file', { status: 400, code: 'getFile' });
  }
}

/** A path below the server's own; a server that was started with --local tells one of its disk. */
function safePath(path: unknown): string {
  if (typeof path === 'string' && path.startsWith('/')) {
    throw new Fault('rejected', 'the server of the Bot API serves no files', {
      code: 'local-path',
      advice: 'Start the server of TELEGRAM_API_ROOT without --local, so that it serves files.',
    });
  }
  const parts = typeof path === 'string' && path.length <= LONGEST_PATH ? path.split('/') : [];
  if (parts.length === 0 || parts.some((part) => /^\.*$/.test(part))) {
    throw new Fault('server', 'Telegram told no way to the file', { code: 'no-path' });
  }
  return parts.map(encodeURIComponent).join('/');
}
