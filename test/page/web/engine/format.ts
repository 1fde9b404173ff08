/** Most of a body that is shown, characters. */
const MOST = 20_000;

/** JSON with a line for each value. What is no JSON stays as it is: a stream, or a body that was cut. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2).slice(0, MOST);
  } catch {
    return body.slice(0, MOST);
  }
}

/** A span of time, for reading beside others. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Time of day with thousandths of a second. */
export function clock(at: number): string {
  const date = new Date(at);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0'));
  return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
