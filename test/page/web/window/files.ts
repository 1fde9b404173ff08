import type { SentFile } from '../../protocol.ts';

/** Most that is sent with one message: files, and bytes of all together. */
export const MOST_FILES = 10;
export const MOST_BYTES = 20 * 1024 * 1024;

/** Kinds of pictures that platforms show as such. */
const shown = /^image\/(?:png|jpeg|webp|gif)$/;

/** Makes of a file what goes up to the server. Rejects where it cannot be read. */
export async function sentFile(file: File): Promise<SentFile> {
  const common = { name: file.name, mime: file.type || 'application/octet-stream', data: await base64Of(file) };
  const size = shown.test(file.type) ? await sizeOf(file) : undefined;
  return size ? { kind: 'picture', ...common, ...size } : { kind: 'file', ...common };
}

/** Pixels of a picture; undefined where it is none. */
async function sizeOf(file: Blob): Promise<{ width: number; height: number } | undefined> {
  try {
    const { width, height } = await createImageBitmap(file);
    return { width, height };
  } catch {
    return undefined;
  }
}

/** Bytes of files that wait to be sent. */
export const bytesOf = (files: readonly SentFile[]) => files.reduce((sum, { data }) => sum + data.length * 0.75, 0);

export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(file);
  });
}
