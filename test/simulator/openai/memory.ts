import type { HeardMessage, HeardPicture } from './heard.ts';
import { DOCUMENT } from './talk/documents.ts';
import { factsIn } from './talk/facts.ts';

/** A user's message taken apart: who says it, what it replies to, and the words themselves. */
interface Said {
  speaker?: string;
  quote?: { author?: string; text: string };
  /** Files that came with it. */
  files?: { name: string; text: string }[];
  text: string;
}

const SPEAKER =
  /^(?:<speaker_\d+ name="([^"\n]+)">\n|(?!(?:Say|Echo|Long|Slow|Remember|Note|Translate|Explain|Question)\b)(\p{Lu}[\p{L}\p{N}._-]{0,30}(?: \p{Lu}[\p{L}\p{N}._-]{0,30})?): (?=\S))/u;
const QUOTED =
  /^[[(]?(?:(?:in )?repl(?:y|ies|ying) to|replied-to|quot(?:e|ing)|回复)\s*(?:a message )?(?:(?:from|by|of)\s+)?(.+?)[\])]?$/iu;
const SELF = /^(?:you|your message|the bot|bot|the assistant|assistant)$/iu;

const trimmed = (text: string) => text.replace(/^[\s"“”«»>:\uff1a]+|[\s"“”«»:\uff1a]+$/gu, '');

/** `Bob: the cat`, `the cat` → author and text. */
function authored(head: string): { author?: string; text: string } {
  const [, author, text] = /^([^:\uff1a"“]{1,60})[:\uff1a]\s*(.*)$/u.exec(head) ?? [];
  if (author === undefined || text === undefined) return { text: head };
  return SELF.test(author.trim()) ? { text } : { author: trimmed(author), text };
}

const MARKED =
  /^<quoted_m(?:essage|aterial_(\d+) kind="\w+")(?: from="([^"\n]*)")?[^>\n]*>\n?([\s\S]*?)\n?<\/quoted_m(?:essage|aterial_\1)>\s*/u;

/** Takes quoted lines (`> …` or `[in reply to …: …]`) off the top. */
function takeQuote(lines: string[]): Said['quote'] | undefined {
  const head = QUOTED.exec(lines[0] ?? '')?.[1];
  if (head !== undefined) lines.shift();
  const quoted: string[] = [];
  while (lines[0]?.startsWith('>')) quoted.push((lines.shift() ?? '').replace(/^>\s?/u, ''));
  if (head === undefined && quoted.length === 0) return undefined;
  const { author, text } = authored(head ?? '');
  const whole = trimmed([text, ...quoted].join(' '));
  return author === undefined ? { text: whole } : { author, text: whole };
}

const FILE = /<quoted_material_(\d+) kind="file"(?: from="([^"\n]*)")?[^>\n]*>\n?([\s\S]*?)\n?<\/quoted_material_\1>/gu;

/** Takes what was sent along off the words: of a recording, what is said in it are the words. */
function withoutFiles(raw: string): Pick<Said, 'text' | 'files'> {
  const files = [...raw.matchAll(FILE)].map(([, , name = '', text = '']) => ({
    name,
    // Its parts are called by their lines or pages.
    text: text.replace(/^\[[^\]\n]*\]\n/gmu, ''),
  }));
  const words = raw.replace(FILE, '').replace(/^\[(?:Sent along|Said in the)[^\]\n]*\]\n?/gmu, '');
  return { text: words.trim(), ...(files.length > 0 ? { files } : {}) };
}

/** Takes a message apart. Prompts of groups start with a mark or with `Ann: `, quotes come before or after that. */
function takeApart(raw: string): Said {
  const { text: words, files } = withoutFiles(raw.replace(DOCUMENT, '').trim());
  const before = withoutQuote(words);
  const speaker = SPEAKER.exec(before.text);
  const after = withoutQuote(speaker ? before.text.slice(speaker[0].length) : before.text);
  const quote = before.quote ?? after.quote;
  const name = speaker?.[1] ?? speaker?.[2];
  return {
    text: after.text,
    ...(files ? { files } : {}),
    ...(quote ? { quote } : {}),
    ...(name === undefined ? {} : { speaker: name }),
  };
}

function withoutQuote(text: string): Said {
  const marked = MARKED.exec(text);
  if (marked) {
    const [all, , author = '', body = ''] = marked;
    const quote = author === '' || SELF.test(author) ? { text: body } : { author, text: body };
    return { quote, text: text.slice(all.length) };
  }
  const lines = text.split('\n');
  const quote = takeQuote(lines);
  return { text: lines.join('\n').trim(), ...(quote ? { quote } : {}) };
}

/** What the stand-in can know of the conversation. */
export interface Memory {
  now: Said;
  /** Earlier messages of people, oldest first. */
  earlier: Said[];
  /** The last answer before this prompt. */
  lastAnswer: string | undefined;
  /** The name this speaker gave, or the one groups show. */
  name: string | undefined;
  /** Pictures of the last message, or where it has none, of the one before that has some. */
  pictures: readonly HeardPicture[];
  /** The last message brought them. */
  shown: boolean;
  /** What this speaker told of themselves, oldest first: `you live in Lyon`. */
  facts: string[];
}

const NAME =
  /\b(?:my name is|call me|i am called|i'm called|me llamo|mi nombre es|je m['’]appelle|ich heiße|mein name ist)\s+([\p{L}][\p{L}'-]*)|(?:我叫|我的名字(?:是|叫))\s*([\p{L}]{1,12})/iu;

/** The name someone gives in a message. */
export function nameIn(text: string): string | undefined {
  const found = NAME.exec(text);
  const name = found?.[1] ?? found?.[2];
  return name?.startsWith('什么') ? undefined : name;
}

/** Recalls everything from the messages alone: same messages, same memory. */
export function recall(messages: readonly HeardMessage[]): Memory {
  const people = messages.filter((message) => message.role === 'user').map((message) => takeApart(message.text));
  const now = people.at(-1) ?? { text: '' };
  const earlier = people.slice(0, -1);
  const seen = messages.filter(({ pictures }) => pictures.length > 0).at(-1);
  const own = people.filter((said) => said.speaker === now.speaker);
  return {
    now,
    earlier,
    pictures: seen?.pictures ?? [],
    shown: seen !== undefined && seen === messages.findLast(({ role }) => role === 'user'),
    lastAnswer: messages.findLast((message) => message.role === 'assistant')?.text,
    name: own.map((said) => nameIn(said.text)).findLast((name) => name !== undefined) ?? now.speaker,
    facts: own.flatMap((said) => factsIn(said.text)),
  };
}
