/** Facts that people tell of themselves, and how they are told them again: from what they wrote, and from nothing else. */

/** Words of one clause. */
const CLAUSE = '([^.,;!?\\n]{1,60}?)(?= and (?:i|my)\\b|[.,;!?\\n]|$)';
const CLAUSE_ZH = '([^，。！？；,.!?\\s]{1,24})';

const clause = (before: string) => new RegExp(before + CLAUSE, 'giu');
const clauseZh = (before: string) => new RegExp(before + CLAUSE_ZH, 'gu');

type Telling = readonly [pattern: RegExp, say: (...found: string[]) => string];

/** `I live with my brother` as who hears it says it. */
const turned: Readonly<Record<string, string>> = { my: 'your', me: 'you', i: 'you', am: 'are', mine: 'yours' };
const turn = (text: string) => text.replace(/\b(?:my|me|i|am|mine)\b/gi, (word) => turned[word.toLowerCase()] ?? word);

const conjugated: Readonly<Record<string, string>> = {
  ...{ vivo: 'vives', nací: 'naciste', trabajo: 'trabajas', estudio: 'estudias' },
};

const KIN =
  'cats?|dogs?|pets?|child(?:ren)?|kids?|sons?|daughters?|brothers?|sisters?|wife|husband|partner|cars?|bikes?|boats?|gardens?';

/** Each reads one kind of sentence. Questions are none, and are left out before. */
const tellings: readonly Telling[] = [
  [
    /\bi(?:['’]m| am) (\d{1,3})(?: years? old)?(?= and\b|\s*[.,;!\n]|\s*$)/giu,
    (age = '') => `you are ${age} years old`,
  ],
  [clause("\\bi(?:['’]m| am) from "), (place = '') => `you are from ${place}`],
  [clause("\\bi(?:['’]m| am) (an?) (?!(?:bit|little|fan|moment)\\b)"), (a = '', what = '') => `you are ${a} ${what}`],
  [
    clause('\\bi (live|work|study) ((?:in|at|as|for|near|with|on)) '),
    (does = '', at = '', what = '') => `you ${does} ${at} ${turn(what)}`,
  ],
  [
    clause('\\bi (was born|grew up) ((?:in|on|near)) '),
    (did = '', at = '', what = '') => `you ${did.replace('was', 'were')} ${at} ${turn(what)}`,
  ],
  [
    clause(
      '\\bi (?:really )?(like|love|hate|prefer|enjoy|speak|play|collect) (?!you\\b|it\\b|that\\b|this\\b|to know\\b)',
    ),
    (does = '', what = '') => `you ${does} ${turn(what)}`,
  ],
  [
    new RegExp(`\\bi have ((?:an?|one|two|three|four|five|\\d+) (?:\\p{L}+ )?(?:${KIN})\\b[^.,;!?\\n]{0,40})`, 'giu'),
    (what = '') => `you have ${turn(what)}`,
  ],
  [
    /\bmy (?!name\b)((?:favou?rite )?[\p{L} ]{2,30}?) ((?:is|are) [^.,;?!\n]{1,60}?)(?= and (?:i|my)\b|[.,;?!\n]|$)/giu,
    (what = '', is = '') => `your ${what} ${turn(is)}`,
  ],
  [/\bremember(?: that)?:? ([^?\n]{2,80})/giu, (what = '') => what.trim().replace(/\.$/u, '')],
  [clauseZh('我(住在|来自|出生在)'), (at = '', where = '') => `你${at}${where}`],
  [/我(?:今年)?(\d{1,3})岁/gu, (age = '') => `你${age}岁`],
  [
    clauseZh('我的(?!名字)(\\p{Script=Han}{1,10}?)(叫|是)'),
    (what = '', is = '', name = '') => `你的${what}${is}${name}`,
  ],
  [clauseZh('我(最?喜欢|讨厌)(?!你)'), (does = '', what = '') => `你${does}${what}`],
  [/记住[:\uff1a,\uff0c]?\s*([^?\uff1f\n]{2,60})/gu, (what = '') => what.trim().replace(/。$/u, '')],
  [
    clause('(?<!\\p{L})(vivo|nací|trabajo|estudio) (en|como|con|para) '),
    (does = '', at = '', what = '') => `${conjugated[does.toLowerCase()]} ${at} ${what}`,
  ],
  [/\btengo (\d{1,3}) años/giu, (age = '') => `tienes ${age} años`],
  [clause('\\bsoy de '), (place = '') => `eres de ${place}`],
  [
    clause('\\bmi (?!nombre\\b)([\\p{L} ]{2,20}?) (se llama|es) '),
    (what = '', is = '', name = '') => `tu ${what} ${is} ${name}`,
  ],
  [clause('\\bme (gustan?|encantan?) '), (does = '', what = '') => `te ${does} ${what}`],
];

/** Nobody tells of themselves in more words, in UTF-16 units. */
const LONGEST = 600;

/** The facts somebody tells in a message, in the order of the kinds. */
export function factsIn(whole: string): string[] {
  const text = whole.slice(0, LONGEST);
  if (/[?\uff1f]\s*$/u.test(text)) return [];
  const found = tellings.flatMap(([pattern, say]) =>
    [...text.matchAll(pattern)].map(([, ...parts]) => say(...parts).trim()),
  );
  return [...new Set(found)];
}

/** Questions about a person, and the beginning of the fact that answers each. */
const questions: readonly (readonly [RegExp, (found: string) => RegExp])[] = [
  [/\bwhere do i (live|work|study)\b/iu, (does) => new RegExp(`^you ${does} (?:in|at|near|on)\\b`, 'iu')],
  [/\bwhere (?:am i|do i come) from\b/iu, () => /^you (?:are|come) from\b/iu],
  [/\bwhere was i born\b/iu, () => /^you were born\b/iu],
  [/\bhow old am i\b/iu, () => /^you are \d/iu],
  [/\bwhat do i (like|love|hate|prefer|enjoy|speak|play|collect)\b/iu, (does) => new RegExp(`^you ${does}\\b`, 'iu')],
  [
    /\bwhat do i do\b|\bwhat(?:['’]s| is) my (?:job|profession)\b/iu,
    () => /^you (?:work|study|are an?)\b|^your (?:job|profession)\b/iu,
  ],
  [
    /\b(?:what|who|when|where|which)(?:['’]s| is| are) my ([\p{L} ]{2,30}?)(?:['’]s)?(?: called| named| name)?\s*[?.!]*$/iu,
    (what) => new RegExp(`^your ${what}\\b`, 'iu'),
  ],
  [/我住(?:在)?哪/u, () => /^你住在/u],
  [/我(?:从哪来|来自哪|是哪里人)/u, () => /^你来自/u],
  [/我(?:今年)?(?:几岁|多大)/u, () => /^你\d+岁/u],
  [/我(最?喜欢|讨厌)(?:什么|谁|哪)/u, (does) => new RegExp(`^你${does}`, 'u')],
  [/我的(?!名字)(\p{Script=Han}{1,10}?)(?:叫什么|是什么|是谁|叫啥)/u, (what) => new RegExp(`^你的${what}`, 'u')],
  [/dónde vivo/iu, () => /^vives/iu],
  [/dónde trabajo/iu, () => /^trabajas/iu],
  [/de dónde soy/iu, () => /^eres de/iu],
  [/cuántos años tengo/iu, () => /^tienes \d/iu],
  [/qué me (?:gusta|encanta)/iu, () => /^te (?:gusta|encanta)/iu],
  [
    /(?:cómo se llama|cuál es|quién es) mi ([\p{L} ]{2,20}?)\s*[?.!]*$/iu,
    (what) => new RegExp(`^tu ${what}(?!\\p{L})`, 'iu'),
  ],
];

/** The newest fact that a question is about; null where it was not told, undefined where it is no such question. */
export function factAsked(whole: string, facts: readonly string[]): string | null | undefined {
  const text = whole.slice(0, LONGEST);
  for (const [question, beginning] of questions) {
    const found = question.exec(text);
    if (found) return facts.findLast((fact) => beginning(found[1] ?? '').test(fact)) ?? null;
  }
  return undefined;
}
