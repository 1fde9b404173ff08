/** Sums that the stand-in can do. */

/** Longest expression that is looked at, in characters. */
const LONGEST = 200;

const spoken: readonly (readonly [RegExp, string])[] = [
  [/\b(?:times|multiplied by)\b|乘以?/giu, '*'],
  [/\bdivided by\b|除以/giu, '/'],
  [/\bplus\b|加上?/giu, '+'],
  [/\bminus\b|减去?/giu, '-'],
  [/[×x](?=\s*[\d(])/giu, '*'],
  [/÷/gu, '/'],
  [/−/gu, '-'],
];

/** The sum in a message with its result; undefined where there is none. */
export function sumIn(text: string): string | undefined {
  const asked = text.slice(0, LONGEST);
  const [, part, whole] = /(\d+(?:\.\d+)?)\s*(?:%|percent)\s*(?:of|von|的|de)\s*(\d+(?:\.\d+)?)/iu.exec(asked) ?? [];
  if (part && whole) return `${part}% of ${whole} = **${rounded((Number(part) / 100) * Number(whole))}**`;
  const [, root] = /(?:square root of|sqrt|√)\s*\(?\s*(\d+(?:\.\d+)?)/iu.exec(asked) ?? [];
  if (root) return `√${root} = **${rounded(Math.sqrt(Number(root)))}**`;
  const written = spoken.reduce((words, [word, sign]) => words.replace(word, sign), asked);
  // A date or a version is no sum.
  if (/\d{4}-\d{2}-\d{2}/.test(written)) return undefined;
  const found = /-?[\d(][\d\s.()+*/^-]*[\d)]/.exec(written)?.[0];
  if (found === undefined || !/\d\s*[-+*/^]\s*[-(\d]|\)\s*[-+*/^]/.test(found)) return undefined;
  const value = evaluated(found);
  return value === undefined ? undefined : `${found.replace(/\s+/g, ' ')} = **${rounded(value)}**`;
}

function rounded(value: number): string {
  if (!Number.isFinite(value)) return 'nothing one could count to';
  return String(Math.round(value * 1e6) / 1e6);
}

/** Value of an expression; undefined where it is none. */
function evaluated(expression: string): number | undefined {
  const signs = expression.match(/\d+(?:\.\d+)?|[-+*/^()]/g) ?? [];
  let at = 0;
  const next = () => signs[at];
  const take = () => signs[at++];

  function sum(): number {
    let value = product();
    while (next() === '+' || next() === '-') value = take() === '+' ? value + product() : value - product();
    return value;
  }

  function product(): number {
    let value = power();
    while (next() === '*' || next() === '/') value = take() === '*' ? value * power() : value / power();
    return value;
  }

  function power(): number {
    if (next() === '-') {
      take();
      return -power();
    }
    const base = atom();
    if (next() !== '^') return base;
    take();
    return base ** power();
  }

  function atom(): number {
    const sign = take();
    if (sign !== '(') return Number(sign);
    const value = sum();
    return take() === ')' ? value : Number.NaN;
  }

  const value = sum();
  return at === signs.length && !Number.isNaN(value) ? value : undefined;
}
