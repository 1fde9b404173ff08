import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpLimits, HttpServer } from './server.ts';

export interface MetricsPage {
  /** Text, and its media type. */
  scrape(): Promise<{ text: string; type: string }>;
  /** Secret that is asked for; nobody is refused without one. */
  token: string | undefined;
}

/** Adds `/metrics` for Prometheus. */
export function addMetricsRoute(server: HttpServer, { scrape, token }: MetricsPage): void {
  const isSecret = token === undefined ? undefined : comparison(`Bearer ${token}`);
  const limits: HttpLimits = {
    bytes: 0,
    ms: 10_000,
    refuse: ({ authorization = '' }) => (isSecret && !isSecret(authorization) ? 401 : undefined),
  };
  server.route('GET', '/metrics', limits, async () => {
    const { text, type } = await scrape();
    return { status: 200, headers: { 'content-type': type }, bytes: Buffer.from(text) };
  });
}

/** Compares texts with a secret in a time that tells nothing of how much of it was right, nor of its length. */
function comparison(secret: string): (text: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(secret);
  return (text) => timingSafeEqual(digest(text), wanted);
}
