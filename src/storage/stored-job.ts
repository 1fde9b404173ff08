import { storedText } from './stored-text.ts';

/** Key and payload of a job as JSON. The key is among them, as a store may hold it in another form. */
export function writeJob({ key, payload }: { key: string; payload: unknown }): string {
  return JSON.stringify({ key, payload });
}

/** Reads such a text back; undefined where it is damaged, or is of another job than the one stored under this key. */
export function readJob(text: string, stored: string): { key: string; payload: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('key' in value) || typeof value.key !== 'string')
      return undefined;
    if (storedText(value.key) !== stored) return undefined;
    return { key: value.key, payload: 'payload' in value ? value.payload : undefined };
  } catch {
    return undefined;
  }
}
