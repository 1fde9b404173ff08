import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A canary: a word in every secret that tests give the bot. Wherever else it turns up, a secret got out. It is looked for
 * in what the bot logs, prints, says, asks, answers and stores.
 */
export const CANARY = 'Canary7QxZ';

/** Values for every setting that is a secret, and for passwords in addresses; each of the form its setting wants. */
export const secrets = {
  TELEGRAM_BOT_TOKEN: `123456:simulated-token-${CANARY}`,
  TELEGRAM_WEBHOOK_SECRET: `simulated-hook-${CANARY}`,
  DISCORD_BOT_TOKEN: `MTAwMDAwMDAwMDAwMDAwMDAw.GdIsco.simulated-token-${CANARY}`,
  OPENAI_API_KEY: `sk-simulated-${CANARY}`,
  OPENAI_FALLBACK_KEYS: `fallback.example=sk-simulated-${CANARY}`,
  METRICS_TOKEN: `simulated-metrics-${CANARY}`,
  SEARCH_KEY: `simulated-search-${CANARY}`,
  PROXY_URL: `http://${CANARY}-user:${CANARY}-word@127.0.0.1:9`,
} as const satisfies Readonly<Record<string, string>>;

/** Names the file to which findings of all workers go; the reporter reads it when the run is over. */
export const FINDINGS = 'PARLEY_CANARY_FINDINGS';

/** Forms in which the word may be written: as it is, and within base64 at any distance from its beginning. */
const forms = [CANARY, ...[0, 1, 2].map(inBase64)].map((form) => Buffer.from(form));

/** The letters of base64 that only the word decides, with so many bytes before it. */
function inBase64(before: number): string {
  const whole = Buffer.from(`${' '.repeat(before)}${CANARY}`).toString('base64');
  return whole.slice(before === 0 ? 0 : before + 1, whole.replace(/=+$/, '').length - 2);
}

/** Finds the canary in a text or bytes: what stands around it, undefined where it is not. */
export function canaryIn(what: string | Buffer): string | undefined {
  const bytes = typeof what === 'string' ? Buffer.from(what) : what;
  const at = Math.max(...forms.map((form) => bytes.indexOf(form)));
  return at < 0 ? undefined : bytes.subarray(Math.max(0, at - 60), at + 60).toString('latin1');
}

/** Fails where a secret got out. `where` says what was looked through. */
export function holdNoCanary(where: string, what: string | Buffer): void {
  const around = canaryIn(what);
  if (around === undefined) return;
  const finding = `a secret got out, in ${where}: …${JSON.stringify(around)}…`;
  const file = process.env[FINDINGS];
  if (file !== undefined) appendFileSync(file, `${finding}\n`);
  throw new Error(finding);
}

/** Looks through every file of a folder, e.g. of a store with its journals; fails where a secret is in one. */
export function holdNoCanaryIn(folder: string): void {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    // Settings stand where the operator put them.
    if (name !== '.env') holdNoCanary(`the file ${name}`, readFileSync(join(parentPath, name)));
  }
}
