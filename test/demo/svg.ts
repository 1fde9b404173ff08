import { columnsOf, type Line, type Look, type Run } from './text.ts';

/** Lines of text as a picture of a terminal. Pure: same in, same out. */

const column = 7.8;
const row = 19;
const padding = 20;
const top = 44;

const colours: Partial<Record<Look, string>> = {
  code: '#d7a05f',
  quote: '#8b93a1',
  dim: '#7d8590',
  telegram: '#5fafd7',
  discord: '#8f94f0',
  person: '#e0b060',
  bot: '#87bf87',
  good: '#6fc36f',
  bad: '#e06c6c',
};

/** @param columns how wide the terminal is */
export function drawTerminal(lines: readonly Line[], columns: number, title: string): string {
  const width = Math.ceil(columns * column + 2 * padding);
  const height = top + lines.length * row + padding;
  const texts = lines.flatMap((line, index) => drawLine(line, top + (index + 1) * row - 5));
  const lights = ['#ff6159', '#ffbd2e', '#28c941'].map(
    (colour, index) => `<circle cx="${24 + index * 20}" cy="22" r="6" fill="${colour}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" fill="#d5dae1" xml:space="preserve">
<title>${escapeXml(title)}</title>
<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}</style>
<rect width="${width}" height="${height}" rx="10" fill="#171a21"/>
${lights.join('')}
${texts.join('\n')}
</svg>
`;
}

/** Every run has its place and length of its own: columns stay columns whatever the font. */
function drawLine(line: Line, y: number): string[] {
  let at = 0;
  return line.flatMap((run) => {
    const { text } = run;
    const start = at + (text.length - text.trimStart().length);
    at += columnsOf(text);
    const words = text.trim();
    if (words === '') return [];
    const x = round(padding + start * column);
    const length = round(columnsOf(words) * column);
    return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style(run)}>${escapeXml(words)}</text>`;
  });
}

function style({ looks }: Run): string {
  const colour = looks.map((look) => colours[look]).find((each) => each !== undefined);
  return [
    colour ? ` fill="${colour}"` : '',
    looks.includes('bold') ? ' font-weight="700"' : '',
    looks.includes('italic') ? ' font-style="italic"' : '',
    looks.includes('underline') ? ' text-decoration="underline"' : '',
  ].join('');
}

const round = (value: number) => Math.round(value * 10) / 10;

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
