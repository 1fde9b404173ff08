/**
 * Wait that the service asks for, ms. Read from `retry-after-ms`, or from `retry-after` in seconds or as a date (RFC
 * 9110, 10.2.3). Undefined when the service names none.
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (exact >= 0) return exact;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
