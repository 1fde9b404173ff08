import { setFlagsFromString } from 'node:v8';

let loading = 0;

/**
 * Loads what stays, and holds the heap's place for young objects at its size meanwhile. V8 takes all that survives a load for a sign
 * that young objects live long. It makes the place up to 32 times as large, and seldom gives that back. Later work may let the
 * place grow. V8 reads the flag each time; as an option at the start, 1 has no effect.
 */
export async function whileLoading<T>(load: () => Promise<T>): Promise<T> {
  loading += 1;
  setFlagsFromString('--semi-space-growth-factor=1');
  try {
    return await load();
  } finally {
    loading -= 1;
    // What V8 has by itself.
    if (loading === 0) setFlagsFromString('--semi-space-growth-factor=2');
  }
}
