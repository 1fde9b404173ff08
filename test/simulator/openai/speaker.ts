import type { Answer } from './answer.ts';
import type { Heard } from './heard.ts';
import { type Memory, nameIn, recall } from './memory.ts';
import { fill, type Phrases, phrasesFor, phrasesIn, tongueOf } from './phrases.ts';
import { cited } from './talk/documents.ts';
import { everyday } from './talk/everyday.ts';
import { factAsked, factsIn } from './talk/facts.ts';
import { phraseIn } from './talk/phrasebook.ts';
import { called } from './talk/tools.ts';

/** Decides an answer from a checked request. */
export type Speaker = (heard: Heard) => string | Answer;

type Rule = [pattern: RegExp, say: (memory: Memory, phrases: Phrases, match: RegExpExecArray) => string | Answer];

const bullets = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
const numbered = (lines: readonly string[]) => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
const short = (text: string, most = 80) =>
  (text.length > most ? `${text.slice(0, most - 1)}…` : text).replaceAll('\n', ' ');
const isHan = (text: string) => tongueOf(text) === 'zh';
/** `, Ann` where a name is known. */
const to = ({ name, now }: Memory) => (name ? `${isHan(now.text) ? '，' : ', '}${name}` : '');
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function lastAsked(memory: Memory, phrases: Phrases): string {
  const last = memory.earlier.at(-1);
  if (!last) return phrases.nothingAsked;
  if (last.speaker && last.speaker !== memory.now.speaker) {
    return fill(phrases.askedBy, { whom: last.speaker, text: short(last.text, 300) });
  }
  return fill(phrases.asked, { text: short(last.text, 300) });
}

function table(phrases: Phrases): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [phrases.table, '', row(phrases.head), '| --- | --- | ---: |', ...phrases.rows.map(row)].join('\n');
}

const samples = {
  ts: ['```ts', 'function greet(name: string): string {', '  return `Hello, $' + '{name}!`;', '}', '```'],
  python: ['```python', 'def greet(name: str) -> str:', '    return f"Hello, {name}!"', '```'],
};

function code(memory: Memory, phrases: Phrases): string {
  const lines = /\bpython\b/i.test(memory.now.text) ? samples.python : samples.ts;
  return [phrases.code, '', ...lines, '', fill(phrases.codeAfter, { name: memory.name ?? 'world' })].join('\n');
}

/** Exactly `size` characters, in paragraphs. */
function long(size: number, phrases: Phrases): string {
  const paragraph = `${phrases.filler.repeat(Math.ceil(400 / phrases.filler.length)).trim()}\n\n`;
  const text = paragraph.repeat(Math.ceil(size / paragraph.length) + 1).slice(0, size);
  return text.replace(/\s+$/u, (end) => '.'.repeat(end.length));
}

function summary(memory: Memory, phrases: Phrases): string {
  if (memory.earlier.length === 0) return phrases.noSummary;
  const lines = memory.earlier
    .slice(-10)
    .map((said) => `${said.speaker ? `**${said.speaker}**: ` : ''}${short(said.text)}`);
  return `${phrases.summary}\n\n${bullets(lines)}`;
}

function translatedQuote({ quote }: Memory['now'], language: string): string {
  return phraseIn(quote?.text ?? '', language) ?? fill(phrasesIn(language).untranslatable, { language });
}

/** The beginning of each line that is quoted. */
function digest({ quote }: Memory['now'], language: string): string {
  const lines = (quote?.text ?? '').split('\n').filter((line) => line.trim() !== '');
  return `${phrasesIn(language).inShort}\n\n${bullets(lines.slice(-10).map((line) => short(line)))}`;
}

/** Orders that help tests, and tasks of the bot; the first that matches speaks. */
const orders: readonly Rule[] = [
  [/^long[: ]+(\d{1,7})\b/i, (_, phrases, match) => long(Number(match[1]), phrases)],
  [
    /^(?:say|echo)[: ]+(?!.* in (?:english|french|german|spanish|chinese|italian|japanese)\W*$)([\s\S]+)$/i,
    (_, __, match) => match[1] ?? '',
  ],
  [/^empty$/i, () => ''],
  [/^refuse$/i, (_, phrases) => ({ refusal: phrases.refusal })],
  [/^forbidden$/i, () => ({ text: '', filtered: true })],
  [/^translate the quoted message into ([^.]+)\./i, ({ now }, _, [, language = '']) => translatedQuote(now, language)],
  [
    /^(?:summarise what is quoted, in|tell me in) (.+?)(?::| what i missed)/i,
    ({ now }, _, [, language = '']) => digest(now, language),
  ],
  [/^go on with your last answer\b/i, (_, phrases) => phrases.goOn],
  [/^slow\b|慢慢/i, (_, phrases) => ({ text: phrases.slow, tokensPerSecond: 10 })],
];

/** Questions about the conversation itself, and what is the same in each language; the first that matches speaks. */
const topics: readonly Rule[] = [
  [
    /\bwho (?:are|r) (?:you|u)\b|\bare you (?:an? )?(?:ai|real|chatgpt|bot|human)\b|\bwhat are you\b|你是谁|你是(?:真人|机器人|人工智能)|quién eres|wer bist du|qui es-tu/i,
    (_, phrases) => phrases.who,
  ],
  [
    /\b(?:what(?:['’]s| is) my name|who am i)\b|我叫什么|我是谁|我的名字是什么|cómo me llamo|quién soy/i,
    (memory, phrases) => (memory.name ? fill(phrases.name, { name: memory.name }) : phrases.noName),
  ],
  [
    /\bwhat (?:did|do) i (?:just |last )?(?:ask|say)|\bmy (?:last|previous) (?:question|message)\b|我刚才?(?:问|说)/i,
    lastAsked,
  ],
  [
    /\bwhat do you (?:know|remember)\b|\bwhat did i tell you\b|你(?:还)?记得|qué (?:sabes|recuerdas) de mí/i,
    ({ facts }, phrases) => (facts.length > 0 ? `${phrases.facts}\n\n${bullets(facts)}` : phrases.noFacts),
  ],
  [
    /\bhow many (?:messages|turns|questions)\b|第几(?:条|次)|多少条/i,
    (memory, phrases) => fill(phrases.turns, { count: memory.earlier.length + 1 }),
  ],
  [
    /^(?:repeat|again|once more)\b|再说一遍|重复/i,
    (memory, phrases) => (memory.lastAnswer ? `${phrases.again}\n\n${memory.lastAnswer}` : phrases.nothingAsked),
  ],
  [/\bsumm?ari[sz]e\b|\bsum up\b|总结/i, summary],
];

/** What comes after everyday things: people say these along with others. */
const courtesies: readonly Rule[] = [
  [/\btable\b|表格|\btabla\b/i, (_, phrases) => table(phrases)],
  [/\bcode\b|\bprogram\b|\bfunction\b|代码|程序|\bcódigo\b/i, code],
  [
    /\blist\b|\bsteps\b|列表|步骤|清单|\blista\b|\bpasos\b/i,
    (_, phrases) => `${phrases.list}\n\n${numbered(phrases.steps)}`,
  ],
  [
    /\b(?:thanks?|thank you|thx|cheers|danke|merci)\b|谢谢|\bgracias\b/i,
    (memory, phrases) => fill(phrases.thanks, { to: to(memory) }),
  ],
  [/^\W*(?:hallo|guten (?:tag|morgen|abend)|servus|moin)\b/i, (memory) => `Hallo${to(memory)}! Worüber sprechen wir?`],
  [/^\W*(?:bonjour|bonsoir|salut|coucou)\b/i, (memory) => `Bonjour${to(memory)} ! De quoi parle-t-on ?`],
  [
    /^\W*(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|hola|buen[oa]s)\b|^\s*(?:你好|您好|嗨|早上好|晚上好)/iu,
    (memory, phrases) => fill(phrases.hello, { to: to(memory) }),
  ],
];

/** What is asked about the person, and was told or not. */
function told({ now, facts }: Memory, phrases: Phrases): string | undefined {
  const fact = factAsked(now.text, facts);
  if (fact === undefined) return undefined;
  return fact === null ? phrases.notTold : fill(phrases.told, { fact: capitalised(fact) });
}

/** Something else than the conversation itself. */
function small(memory: Memory, phrases: Phrases): string | Answer | undefined {
  const { now, earlier, lastAnswer } = memory;
  const said = [...earlier.map(({ text }) => text), now.text];
  const answer = everyday({ said, lastAnswer, tongueOf, untranslated: phrases.untranslated });
  return answer?.replaceAll('{to}', () => to(memory)) ?? firstOf(courtesies, memory, phrases);
}

/** A name or facts that are told, and what is asked for besides. */
function statement(memory: Memory, phrases: Phrases): string | undefined {
  const { now } = memory;
  const name = nameIn(now.text);
  const facts = factsIn(now.text);
  if (name === undefined && facts.length === 0) return undefined;
  const kept = [
    ...(name === undefined ? [] : [fill(phrases.named, { name })]),
    ...(facts.length === 0 ? [] : [fill(phrases.kept, { fact: facts.join(isHan(now.text) ? '，' : ', ') })]),
  ];
  const rest = now.text
    .slice(0, 600)
    .split(/(?<=[.!;,\n。！；，])/u)
    .filter((sentence) => nameIn(sentence) === undefined && factsIn(sentence).length === 0)
    .join('');
  const besides = rest.trim() === '' ? undefined : small({ ...memory, now: { ...now, text: rest } }, phrases);
  return [...kept, ...(typeof besides === 'string' ? [besides] : [])].join('\n\n');
}

const LOOKED = /\b(?:see|look|picture|photo|image|drawing)s?\b|看|图|照片/i;

/** Says what is in the pictures, where some came now or are asked about. */
function sight({ now, pictures, shown }: Memory, phrases: Phrases): string | undefined {
  if (pictures.length === 0 || !(shown || LOOKED.test(now.text))) return undefined;
  const lines = pictures.map(({ text, width, height }) =>
    fill(phrases.picture, { what: short(text ?? phrases.something), width, height }),
  );
  return `${phrases.seen}\n\n${bullets(lines)}`;
}

const DRAW = /\b(?:draw|paint)(?: me)? ([^.!?\n]{1,200})|画(?:一[只张幅个])?([^。！？\n]{1,60})/i;
const CHANGE = /\bmake it ([^.!?\n]{1,100})|变成([^。！？\n]{1,60})/i;

/** Draws what it is asked for, or the last picture with a change, where it was given the tool. */
function drawing({ easel }: Heard, { now, pictures }: Memory, phrases: Phrases): Answer | undefined {
  if (!easel) return undefined;
  const source = pictures.at(-1);
  const [, change, changed = change] = (source && CHANGE.exec(now.text)) ?? [];
  const [, asked, wanted = asked] = DRAW.exec(now.text) ?? [];
  const what = changed === undefined ? wanted : `${source?.text ?? phrases.something}, ${changed}`;
  return what === undefined ? undefined : { text: fill(phrases.drawn, { what: short(what) }), draws: [what] };
}

/** Says what stands in the files that came. */
function reading({ now: { files } }: Memory, phrases: Phrases): string | undefined {
  if (!files) return undefined;
  return bullets(files.map(({ name, text }) => fill(phrases.read, { name, text: short(text, 120) })));
}

function quoteLine(memory: Memory, phrases: Phrases): string {
  const { quote } = memory.now;
  if (!quote?.text) return '';
  if (quote.author === undefined) return `${fill(phrases.ownQuote, { text: short(quote.text) })}\n\n`;
  return `${fill(phrases.quote, { author: quote.author, text: short(quote.text) })}\n\n`;
}

function firstOf(rules: readonly Rule[], memory: Memory, phrases: Phrases): string | Answer | undefined {
  for (const [pattern, say] of rules) {
    const match = pattern.exec(memory.now.text);
    if (match) return say(memory, phrases, match);
  }
  return undefined;
}

/** It is asked for the title of a conversation. */
export const isNaming = ({ system }: Heard): boolean => system.startsWith('Name this conversation');

/** The first words of what is to be named. */
function title({ messages }: Heard): string {
  const material = messages[0]?.text.replace(/^<quoted_material[^>\n]*>\s*/, '') ?? '';
  return short(material.split('\n', 1)[0]?.split(/\s+/).slice(0, 5).join(' ') ?? '', 30);
}

/** It is asked to fold older turns of a conversation into a summary. */
export const isFolding = ({ system }: Heard): boolean => system.startsWith('You keep the running summary');

/** The first words of each line of what is to be folded, those of the summary before among them. */
function folded({ messages }: Heard): string {
  const lines = (messages[0]?.text ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('<'));
  return lines.map((line) => short(line, 60)).join('\n');
}

/** The default speaker: the same messages always get the same answer. */
export const speaker: Speaker = (heard) => {
  if (isNaming(heard)) return title(heard);
  if (isFolding(heard)) return folded(heard);
  const memory = recall(heard.messages);
  const { text } = memory.now;
  const phrases = phrasesFor(text);
  const ordered = called(heard, text) ?? firstOf(orders, memory, phrases);
  if (ordered !== undefined) return ordered;
  const answer =
    drawing(heard, memory, phrases) ??
    sight(memory, phrases) ??
    reading(memory, phrases) ??
    cited(text, [heard.system, heard.messages.at(-1)?.text ?? '']) ??
    firstOf(topics, memory, phrases) ??
    told(memory, phrases) ??
    statement(memory, phrases) ??
    small(memory, phrases) ??
    fill(phrases.other, { to: to(memory) });
  return typeof answer === 'string' ? `${quoteLine(memory, phrases)}${answer}` : answer;
};
