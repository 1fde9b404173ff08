import type { IncomingHttpHeaders } from 'node:http';

/** Reads the type that a server tells, in lower case: empty where it tells none. */
export function typeOf({ 'content-type': told = '' }: IncomingHttpHeaders): { type: string; charset?: string } {
  const [type = ''] = told.split(';');
  const [, charset] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(told) ?? [];
  return { type: type.trim().toLowerCase(), ...(charset === undefined ? {} : { charset: charset.toLowerCase() }) };
}
