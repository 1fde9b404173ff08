/** Colours of code whose language is named, as both platforms' clients give them: by the signs that languages share. */

export type TokenKind = 'comment' | 'string' | 'number' | 'keyword' | 'call' | 'plain';

export interface Token {
  kind: TokenKind;
  text: string;
}

const keywords = new Set(
  `abstract and as assert async await begin bool break by case catch char class const continue def default defer del delete
  do done double elif else elsif end enum esac except export extends false fi final finally float fn for foreach from func
  function global go goto group if impl implements import in int interface into is join lambda let limit local loop match
  mod module move mut namespace new nil none not null of on or order package pass pub private protected public raise
  readonly return select self set static string struct super switch table then this throw throws trait true try type
  typeof undefined union unless unsafe until update use using val values var void when where while with yield`.split(
    /\s+/,
  ),
);

const hashed =
  /^(?:py|python|sh|bash|shell|zsh|console|ya?ml|toml|rb|ruby|r|perl|make(?:file)?|docker(?:file)?|elixir|nix|ini|conf)$/;
const dashed = /^(?:sql|lua|haskell|hs|ada)$/;
/** Languages whose words are the reader's, not a machine's. */
const plain = /^(?:|te?xt|plain(?:text)?|markdown|md|csv|log)$/;

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|${'`'}(?:[^${'`'}\\]|\\[\s\S])*${'`'}?`;
const REST = String.raw`(?<number>\b(?:0[xb][\da-f]+|\d[\d_]*(?:\.\d+)?)\b)|(?<call>[a-z_]\w*(?=\())|(?<word>[a-z_]\w*)`;

/** Cuts code into stretches of one colour each; together they are the code. */
export function tokensOf(code: string, language: string): Token[] {
  const name = language.toLowerCase();
  if (plain.test(name)) return [{ kind: 'plain', text: code }];
  const line = hashed.test(name) ? '#' : dashed.test(name) ? '--' : '//';
  const pattern = new RegExp(`(?<comment>${line}[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$))|(?<string>${STRING})|${REST}`, 'gi');
  const tokens: Token[] = [];
  let end = 0;
  for (const match of code.matchAll(pattern)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: code.slice(end, match.index) });
    tokens.push({ kind: kindOf(match.groups ?? {}), text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) tokens.push({ kind: 'plain', text: code.slice(end) });
  return tokens;
}

function kindOf({ comment, string, number, word, call }: Record<string, string | undefined>): TokenKind {
  if (comment !== undefined) return 'comment';
  if (string !== undefined) return 'string';
  if (number !== undefined) return 'number';
  const name = call ?? word;
  if (name !== undefined && keywords.has(name.toLowerCase())) return 'keyword';
  return call === undefined ? 'plain' : 'call';
}
