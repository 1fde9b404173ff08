import { readMarkup } from './markup.ts';
import type { Pages } from './pages.ts';
import type { Zip } from './zip.ts';

/** Written documents and slides, by their archives. */

/** Most bytes of one part that is held as a whole. */
const MOST_PART = 40 * 1024 * 1024;

/** Reads a part of an archive as UTF-8; an empty text where there is none. */
export function textOf(zip: Zip, name: string, most = MOST_PART): string {
  return zip.read(name, most)?.toString('utf8') ?? '';
}

/** Hands out a document of Word (.docx). `bytes`: the archive, whose sizes have been proved. */
export async function readDocx(bytes: Uint8Array, pages: Pages): Promise<void> {
  const { default: mammoth } = await import('mammoth');
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
  );
  await readMarkup(value, pages);
}

/** Hands out a written document of OpenDocument (.odt). */
export async function readOdt(zip: Zip, pages: Pages): Promise<void> {
  // Its elements mean what those of HTML mean.
  const html = textOf(zip, 'content.xml')
    .replace(/<(\/?)text:h\b/g, '<$1h2')
    .replace(/<(\/?)text:p\b/g, '<$1p')
    .replace(/<(\/?)text:list-item\b/g, '<$1li')
    .replace(/<(\/?)table:table-cell\b/g, '<$1td')
    .replace(/<(\/?)table:table-row\b/g, '<$1tr')
    .replace(/<text:(?:s|tab)\b[^>]*>/g, ' ')
    .replace(/<text:line-break\b[^>]*>/g, '<br/>');
  await readMarkup(html, pages, { isXml: true });
}

/** Hands out slides (.pptx), each with the notes behind it. */
export async function readSlides(zip: Zip, pages: Pages): Promise<void> {
  for (let number = 1; zip.has(`ppt/slides/slide${number}.xml`) && !pages.isFull(); number++) {
    const slide = await paragraphsOf(textOf(zip, `ppt/slides/slide${number}.xml`));
    const notes = await paragraphsOf(textOf(zip, `ppt/notesSlides/notesSlide${number}.xml`));
    pages.add(`${number}`, [...slide, ...notes].join('\n'));
  }
}

async function paragraphsOf(xml: string): Promise<string[]> {
  const { Parser } = await import('htmlparser2');
  const lines: string[] = [];
  let line = '';
  let isText = false;
  const parser = new Parser(
    {
      onopentag: (name) => {
        isText ||= name === 'a:t';
      },
      ontext: (text) => {
        if (isText) line += text;
      },
      onclosetag: (name) => {
        if (name === 'a:t') isText = false;
        if (name !== 'a:p' && name !== 'a:br') return;
        if (line.trim()) lines.push(line.trim());
        line = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return lines;
}
