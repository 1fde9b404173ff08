import type { LineCounter } from 'yaml';
import type { Sliced } from '../util/slices.ts';
import { inSlices } from '../util/slices.ts';
import { Problem, type ProblemKind } from './problems.ts';

/** Value that a YAML text holds, and where its fields stand. */
export interface YamlValue {
  value: unknown;
  /** Place of a field, or of the nearest one above it that is there. */
  placeOf(path: readonly (string | number)[]): Place;
}

/** Both from 1 on. */
export interface Place {
  line: number;
  column: number;
}

/** Most of one text, in UTF-16 units. */
export const MOST_YAML = 81_920;
/** Most signs and words of YAML, and most of them within each other: the work on a text grows with both. */
const MOST_LEXEMES = 6000;
const DEEPEST = 30;
/** Lexemes that are taken at a time. */
const STEP = 250;
/** Most that aliases may multiply a value by. */
const MOST_ALIASES = 20;

const KINDS: Readonly<Record<string, ProblemKind>> = {
  DUPLICATE_KEY: 'duplicate',
  TAB_AS_INDENT: 'tab',
  BAD_INDENT: 'indent',
  MISSING_CHAR: 'unfinished',
  MULTIPLE_DOCS: 'several',
};

/**
 * Reads YAML of bounded size, in slices. Keys are texts, each once; `__proto__` is a key like another. Rejects with a Problem
 * that names line and column.
 */
export async function readYaml(text: string): Promise<YamlValue> {
  if (text.length > MOST_YAML) throw new Problem('large', { most: `${MOST_YAML / 1024} kB` });
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const tokens = await inSlices(tokensOf(yaml, text, lines));
  const composer = new yaml.Composer({ stringKeys: true, merge: false });
  const place = (offset: number) => placeAt(lines, offset);
  let first: Problem | undefined;
  const fail = (code: string, offset: number) => {
    // The composer catches what is thrown within it, and reports that as an error of its own.
    first ??= new Problem(KINDS[code] ?? 'syntax', { ...place(offset) });
    throw first;
  };
  // At the first error: to gather all those of a hostile text takes a second.
  Object.assign(composer, { onError: (at: ErrorPlace, code: string) => fail(code, offsetOf(at)) });
  const [document, second] = composer.compose(tokens, true, text.length);
  const [error] = document?.errors ?? [];
  if (error) fail(error.code, error.pos[0]);
  if (second) fail('MULTIPLE_DOCS', second.range[0]);
  if (!document) throw new Problem('empty', {});
  try {
    return {
      value: document.toJS({ maxAliasCount: MOST_ALIASES }),
      placeOf(path) {
        for (let length = path.length; length > 0; length -= 1) {
          const node = document.getIn(path.slice(0, length), true);
          if (yaml.isNode(node) && node.range) return place(node.range[0]);
        }
        return { line: 1, column: 1 };
      },
    };
  } catch {
    throw new Problem('aliases', {});
  }
}

/** Place of an error, as the composer is told it. */
type ErrorPlace = number | [number, number] | { offset: number };

function offsetOf(at: ErrorPlace): number {
  if (typeof at === 'number') return at;
  return Array.isArray(at) ? at[0] : at.offset;
}

type Token = import('yaml').CST.Token;

/** Cuts a text into tokens, and gives up where there are too many of them. */
function* tokensOf(yaml: typeof import('yaml'), text: string, lines: LineCounter): Sliced<Token[]> {
  const tokens: Token[] = [];
  lines.addNewLine(0);
  const parser = new yaml.Parser(lines.addNewLine);
  let count = 0;
  for (const lexeme of new yaml.Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    count += 1;
    if (count > MOST_LEXEMES || parser.stack.length > DEEPEST) {
      throw new Problem('complicated', { ...placeAt(lines, parser.offset) });
    }
    if (count % STEP === 0) yield undefined;
  }
  tokens.push(...parser.end());
  yield 'long';
  return tokens;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
