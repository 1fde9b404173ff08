import { codeOf, Fault } from '../../util/errors.ts';

/** Advice to the operator by the first word of an error of Redis (https://redis.io/docs/latest/develop/reference/protocol-spec). */
const adviceFor: Readonly<Record<string, string>> = {
  NOAUTH: 'Put the password of Redis into STORAGE_URL.',
  WRONGPASS: 'Correct the name or the password in STORAGE_URL.',
  NOPERM: 'Let the account in STORAGE_URL use every command on the keys of the bot.',
  OOM: 'Give Redis more memory.',
  MISCONF: 'Look after the disk of Redis: it cannot write.',
  READONLY: 'Name the primary in STORAGE_URL: this Redis is a replica.',
};

/**
 * Any failure of Redis as a Fault('storage'); `code` is the first word of what Redis said, or the code of the connection's error.
 * Its message never has the URL, which may hold a password, nor arguments of a command.
 */
export function redisFault(place: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const said = error instanceof Error ? error.message : String(error);
  const code = wordOf(said) ?? codeOf(error);
  const advice = code === undefined ? undefined : adviceFor[code];
  const facts = { ...(code !== undefined && { code }), ...(advice !== undefined && { advice }) };
  // Redis repeats the arguments of a command that it does not know.
  return new Fault('storage', `redis ${place}: ${said.replace(/,? with args beginning with:.*/s, '')}`, facts, error);
}

/** First word of an error that Redis answered with, which is its code. */
export function wordOf(said: string): string | undefined {
  return /^([A-Z]{3,})\b/.exec(said)?.[1];
}
