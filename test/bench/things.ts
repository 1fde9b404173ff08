/** Things that are sent along with a question, on both of their ways. */

/** Thing that is sent along. */
export interface Thing {
  kind: 'photo' | 'document';
  bytes: Uint8Array;
  /** Pixels, of a photo. */
  width?: number;
  height?: number;
}

/** Place from which a platform gives the bytes of what was sent. */
interface Shelf {
  /** Puts a thing there; the field of a message that it is in. */
  sent(thing: Thing): object;
  /** Bytes at an address, whose end is their id. */
  bytesAt(url: string): Uint8Array | undefined;
}

export function createShelf(): Shelf {
  const all: Uint8Array[] = [];
  return {
    sent({ kind, bytes, width, height }) {
      const file = { file_id: String(all.push(bytes) - 1), file_size: bytes.length, width, height };
      return { [kind]: kind === 'photo' ? [file] : { ...file, mime_type: 'application/pdf', file_name: 'report.pdf' } };
    },
    bytesAt: (url) => all[Number(/\d+$/.exec(url)?.[0])],
  };
}

/** Words of the last message of a request, and pictures of all. */
export function contentOf({ messages }: Readonly<Record<string, unknown>>): { text: string; pictures: number } {
  const all: { content: string | { type: string; text?: string }[] }[] = Array.isArray(messages) ? messages : [];
  const parts = all.map(({ content }) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content));
  const pictures = parts.flat().filter(({ type }) => type === 'image_url').length;
  return { text: (parts.at(-1) ?? []).map(({ text = '' }) => text).join('\n'), pictures };
}
