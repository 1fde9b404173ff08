import { type Control, proofIn } from '../proof.ts';

/** Safeguards of what is said, stored and logged. */
export const texts: readonly Control[] = [
  // Material
  {
    name: 'the number of the marks can be known',
    file: 'src/answering/told/marks.ts',
    from: "return String(number).padStart(DIGITS, '0');",
    to: "return String(number % 1n).padStart(DIGITS, '0');",
    proof: proofIn('answering/told/marks', 'has numbers that only this installation can work out'),
  },
  {
    name: 'marks in material stay as they are',
    file: 'src/answering/told/neutral.ts',
    from: 'return withoutMarks(visible(text, nonce), allMarks);',
    to: 'return visible(text, nonce) + (allMarks ? String() : nonce);',
    proof: proofIn('answering/told/marks', 'a forged mark'),
  },
  {
    name: 'passed-on words may be a command',
    file: 'src/intake/resolve.ts',
    from: 'if (here.source) return whereReplied(here, event.at);',
    to: '',
    proof: proofIn('scenarios/telegram/passed-on', 'from an inline bot change no setting'),
  },
  {
    name: 'what was heard is read as Markdown',
    file: 'src/delivery/above.ts',
    from: 'collapsedQuote(escapeMarkdown(clip(text.trim(), most)), Number',
    to: 'collapsedQuote(clip(text.trim(), most), Number',
    proof: proofIn('scenarios/telegram/hearing', 'stays above each answer to it, as it was said'),
  },
  // Bounded work
  {
    name: 'a long text is counted in one piece',
    file: 'src/conversation/tokens.ts',
    from: 'await pause();',
    to: '',
    proof: proofIn('conversation/tokens', 'where many are counted at once'),
  },
  // Secrets
  {
    name: 'the log writes secrets',
    file: 'src/util/redact.ts',
    from: 'known ? text.replace(known, MARK) : text',
    to: 'known ? text.replaceAll(MARK, MARK) : text',
    proof: proofIn('util/log', 'blacks out secrets wherever they are'),
  },
  {
    name: 'libraries print past the guard',
    file: 'src/cli/output-guard.ts',
    from: 'guard(stream, (text) => redact(text));',
    to: 'guard(stream, (text) => text);',
    proof: proofIn('cli/output-guard', 'goes through the same guard: by the console'),
  },
  {
    name: 'files are for every account of the machine',
    file: 'src/storage/sqlite/private.ts',
    from: 'const OWNER_ONLY = 0o600;',
    to: 'const OWNER_ONLY = 0o644;',
    proof: proofIn('storage/sqlite/database', 'belongs to its owner alone, whatever it was before'),
  },
];
