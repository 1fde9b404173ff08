/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Shorter values are words, not secrets; blacking them out would make a log unreadable. */
const SHORTEST = 6;

const MARK = '[secret]';

/**
 * Shapes of secrets, wherever they come from: one may have been put into the wrong setting. They are users and passwords in
 * addresses, tokens of Telegram and of Discord, keys of OpenAI's form, and credentials of a header. Sources:
 * https://core.telegram.org/bots/api#authorizing-your-bot, https://discord.com/developers/docs/reference#authentication.
 */
const SHAPES: readonly (readonly [shape: RegExp, instead: string])[] = [
  [/(?<=\/\/)[^\s/@"'<>\\]{1,512}@/g, `${MARK}@`],
  [/(?<!\d)\d{6,12}(?::|%3A)[\w-]{30,64}/gi, MARK],
  [/(?<![\w-])[\w-]{23,32}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])/g, MARK],
  [/(?<![\w-])sk-[\w-]{16,512}/g, MARK],
  [/(?<=\b(?:Bearer|Basic) {1,4})[\w.~+/=-]{20,4096}/g, MARK],
];

/** Makes a function that takes these secrets out of a text, in every form they are written in, and all that looks like one. */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = secrets.filter(({ length }) => length >= SHORTEST).flatMap(formsOf);
  const known = forms.length === 0 ? undefined : new RegExp(longestFirst(forms).map(RegExp.escape).join('|'), 'g');
  return (text) =>
    SHAPES.reduce((left, [shape, instead]) => left.replace(shape, instead), known ? text.replace(known, MARK) : text);
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1), base64(secret)];
}

function base64(text: string): string {
  // What stands behind it changes the last letters.
  return Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '');
}

/** One may be a part of another. */
function longestFirst(forms: readonly string[]): string[] {
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
