import { keyed } from '../../util/keyed.ts';
import { LruCache } from '../../util/lru.ts';
import { displayName } from '../../util/names.ts';
import { skeletonOf } from '../../util/skeleton.ts';
import { DIGITS, type Nonce, neutralMaterial, neutralWords, roles } from './neutral.ts';

/** Marks that tell the model whose word a text is. */

/** Text that is not the asker's own word. */
export interface Material {
  kind:
    | 'quote'
    | 'forward'
    | 'bot'
    | 'attached'
    | 'thread'
    | 'conversation'
    | 'summary'
    | 'facts'
    | 'overheard'
    | 'file'
    | 'document'
    | 'tool';
  text: string;
  /** Display name of whose words they are; undefined where nobody is known. */
  from?: string | undefined;
  /** Number that a document is cited by. */
  number?: number;
  /** Name of the place that it was passed on from. */
  place?: string | undefined;
  /** True for the bot's own words. */
  own?: boolean;
  /** Source of the quoted message's own words. */
  via?: { kind: 'forward' | 'bot'; from?: string | undefined } | undefined;
}

/** Marks of one message. */
export interface Marks {
  /** Wraps what is not the asker's own word. */
  material(material: Material): string;
  /** Names who wrote the message, in a line above it. */
  speaker(name: string): string;
  /** Gives the asker's own words without anything that looks like a mark. */
  words(text: string): string;
}

/** Gives the marks of the message that an exchange was asked with; always the same for the same exchange. */
export type MarksOf = (exchange: string) => Marks;

/**
 * Makes marks that nobody can write. Each has a number, worked out from the exchange's id with the secret of the
 * installation.
 */
export function createMarks(secret: Uint8Array): MarksOf {
  // A question is measured and sent with its own, and soon it is history.
  const recent = new LruCache<string>(100);
  return (exchange) =>
    marksWith(() => {
      const before = recent.get(exchange);
      if (before !== undefined) return before;
      const nonce = nonceOf(secret, exchange);
      recent.set(exchange, nonce);
      return nonce;
    });
}

function nonceOf(secret: Uint8Array, exchange: string): string {
  const number = BigInt(`0x${keyed(secret, 'marks', exchange)}`) % 10n ** BigInt(DIGITS);
  return String(number).padStart(DIGITS, '0');
}

function marksWith(nonce: Nonce): Marks {
  const named = (name: string) => nameIn(name, nonce);
  return {
    material({ kind, text, from, own, via, place, number }) {
      const name = own ? ' kind="your_answer"' : ` kind="${kind}"${from === undefined ? '' : ` from="${named(from)}"`}`;
      const source = via ? ` ${sourceNames[via.kind]}="${via.from === undefined ? 'somebody' : named(via.from)}"` : '';
      const tag = `quoted_material_${nonce()}`;
      const cited = number === undefined ? '' : ` number="${number}"`;
      const where = place === undefined ? '' : ` forwarded_out_of="${named(place)}"`;
      return `<${tag}${name}${cited}${source}${where}>\n${neutralMaterial(text, nonce)}\n</${tag}>`;
    },
    speaker: (name) => `<speaker_${nonce()} name="${named(name)}">\n`,
    words: (text) => neutralWords(text, nonce),
  };
}

const sourceNames = { forward: 'forwarded_from', bot: 'via_bot' } as const;

/** Names of the bot and of roles, as `Skeleton` spells them. */
const RESERVED = new Set(['you', ...roles]);

/** A name within its line and its mark. Names that are cleaned already stay as they are; stored ones may not be. */
function nameIn(name: string, nonce: Nonce): string {
  const line = neutralMaterial(displayName(name), nonce).replace(/^> /, '');
  return isReserved(line) ? `'${line}'` : line;
}

/** Tells whether a name reads like one by which the marks name the bot or a role. */
export function isReserved(name: string): boolean {
  return RESERVED.has(skeletonOf(name).text);
}
