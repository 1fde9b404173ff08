import { sniff } from '../../media/sniff.ts';
import type { OutgoingFile, ToolResult, WebSource } from '../../ports/index.ts';
import { headOf, isBinary } from '../../util/text.ts';
import { isWebAddress } from '../../util/web-address.ts';

/** Results of a server's tools, as the model is told them. They are the server's word: foreign, and bounded. */

/** Most blocks that are read, and most text, in UTF-16 units: as much as TOOLS_RESULT_CHARS can allow. */
export const MOST_BLOCKS = 200;
const MOST_TEXT = 200_000;
/** Most pictures of one result, and most bytes of each. */
const MOST_PICTURES = 4;
const MOST_BYTES = 5_000_000;
/** Pictures that people can be shown, by what their bytes are: a server may say anything. */
const PICTURES = {
  png: { mime: 'image/png', ending: 'png' },
  jpeg: { mime: 'image/jpeg', ending: 'jpg' },
  webp: { mime: 'image/webp', ending: 'webp' },
  gif: { mime: 'image/gif', ending: 'gif' },
} as const;

type Block = Readonly<Record<string, unknown>>;

/** Reads a result in the shape of the protocol. */
export function resultOf(result: Block): ToolResult {
  const pictures: OutgoingFile[] = [];
  const sources: WebSource[] = [];
  const blocks = Array.isArray(result['content']) ? result['content'].slice(0, MOST_BLOCKS) : [];
  const texts = blocks.map((block) => textOf(block as Block, pictures, sources)).filter((text) => text !== '');
  const structured = result['structuredContent'];
  if (texts.length === 0 && structured !== undefined) texts.push(JSON.stringify(structured));
  const text = readable(headOf(texts.join('\n\n'), MOST_TEXT));
  return {
    text: text === '' ? 'The tool gave no text.' : text,
    foreign: true,
    ...(result['isError'] === true ? { isError: true } : {}),
    ...(pictures.length > 0 ? { files: pictures } : {}),
    ...(sources.length > 0 ? { sources } : {}),
  };
}

function textOf(block: Block, pictures: OutgoingFile[], sources: WebSource[]): string {
  switch (block['type']) {
    case 'text':
      return wordsOf(block['text']);
    case 'image':
      return pictureIn(block, pictures);
    case 'audio':
      return '[A sound, which cannot be heard here]';
    case 'resource': {
      const { text, uri, mimeType } = (block['resource'] ?? {}) as Block;
      return typeof text === 'string' ? text : `[A file: ${wordsOf(uri)} ${wordsOf(mimeType)}]`;
    }
    case 'resource_link': {
      const [url, title] = [wordsOf(block['uri']), wordsOf(block['title'] ?? block['name'])];
      if (isWebAddress(url)) sources.push({ url, title: title || url });
      return `[A link: ${title} ${url}]`;
    }
    default:
      return '';
  }
}

/** Takes a picture for the answer; the model is told that the person sees it. */
function pictureIn({ data }: Block, pictures: OutgoingFile[]): string {
  const fits = typeof data === 'string' && data.length < (MOST_BYTES * 4) / 3 && pictures.length < MOST_PICTURES;
  const bytes = Buffer.from(fits ? data : '', 'base64');
  const type = sniff(bytes);
  const picture = Object.hasOwn(PICTURES, type) ? PICTURES[type as keyof typeof PICTURES] : undefined;
  if (!picture) return '[A picture, which cannot be shown]';
  const { mime, ending } = picture;
  pictures.push({ bytes, mime, name: `picture-${pictures.length + 1}.${ending}` });
  return `[Picture ${pictures.length}, which the person is shown]`;
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const NO_TEXT = /(?![\n\r\t])[\p{Cc}\ufffd]/gu;

/** Text without control characters; where it is full of them, a sentence. */
function readable(text: string): string {
  return isBinary(text) ? `[Bytes that are no text: ${text.length} characters]` : text.replace(NO_TEXT, ' ');
}
