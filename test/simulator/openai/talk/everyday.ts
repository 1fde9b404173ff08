import { hash } from '../words.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { explanation } from './explained.ts';
import { translation } from './phrasebook.ts';
import { sumIn } from './sums.ts';
import type { Topic } from './topic.ts';
import { zh } from './zh.ts';

/** Everyday things, answered by what was said in this conversation and by nothing else. */

export type Tongue = 'en' | 'zh' | 'es';

const topics = { en, zh, es };

/** Nobody asks for everyday things in more words, in UTF-16 units. */
const LONGEST = 300;
/** Messages that are looked back at. */
const MOST = 100;

/** It is asked for another one of what it gave last. */
const MORE =
  /^\W*(?:(?:and )?(?:another|one more|more|next)(?: one)?|tell me another(?: one)?|go on)(?:,? please)?\W*$|^\s*(?:再来一个|再来|还有吗|下一个)[。！!？?\s]*$|^\W*(?:otr[oa]|más)(?: m[aá]s)?\W*$/iu;

function topicOf(text: string, tongue: Tongue): Topic | undefined {
  return [...topics[tongue], ...(tongue === 'en' ? [] : en)].find(({ asked }) => asked.test(text));
}

/** What is asked for in the last of these messages: the next of its answers, in their turn. */
function fromTopics(said: readonly string[], tongueOf: (text: string) => Tongue): string | undefined {
  const count = new Map<Topic, number>();
  let topic: Topic | undefined;
  let isLast = false;
  for (const text of said) {
    const found = MORE.test(text) ? topic : topicOf(text, tongueOf(text));
    isLast = found !== undefined;
    topic = found ?? topic;
    if (found) count.set(found, (count.get(found) ?? 0) + 1);
  }
  if (!topic || !isLast) return undefined;
  return topic.says[((count.get(topic) ?? 1) - 1) % topic.says.length];
}

const riddles: readonly (readonly [riddle: RegExp, answer: RegExp, text: string])[] = [
  [/cities but no houses/, /\bmaps?\b/i, 'A **map**.'],
  [/more you take of them/, /\b(?:foot)?steps?\b|\bfootprints?\b/i, '**Footsteps**.'],
  [/有城市却没有房子/, /地图/, '**地图**。'],
  [/拿走得越多/, /坑|洞|脚印/, '**脚印**。'],
  [/ciudades sin casas/, /mapa/i, 'Un **mapa**.'],
];

const GIVEN_UP =
  /\b(?:give up|answer|solution|tell me|what is it|no idea|don'?t know)\b|放弃|答案|不知道|me rindo|respuesta/i;

/** The answer to the riddle that was asked last. */
function solved(text: string, lastAnswer: string | undefined): string | undefined {
  const riddle = riddles.find(([asked]) => lastAnswer && asked.test(lastAnswer));
  if (!riddle) return undefined;
  const [, answer, solution] = riddle;
  if (answer.test(text)) return `✅ ${solution}`;
  return GIVEN_UP.test(text) ? solution : undefined;
}

const sides = { en: ['Heads', 'Tails'], zh: ['正面', '反面'], es: ['Cara', 'Cruz'] };

/** Luck, the same for the same words at the same place of a conversation. */
function luck(text: string, turns: number, tongue: Tongue): string | undefined {
  const drawn = hash(`${turns} ${text}`);
  if (/\b(?:flip|toss)\b.*\bcoin\b|\bheads or tails\b|抛硬币|掷硬币|lanza una moneda|cara o cruz/i.test(text))
    return `🪙 **${sides[tongue][drawn % 2]}**`;
  if (/\b(?:roll|throw)\b.*\bdi(?:e|ce)\b|掷骰子|tira (?:un|el) dado/i.test(text)) return `🎲 **${(drawn % 6) + 1}**`;
  if (/\b(?:random|pick a|choose a) number\b|随机数|número al azar/i.test(text))
    return `🎲 **${(drawn % 100) + 1}** / 100`;
  return undefined;
}

const capitals: Readonly<Record<string, string>> = {
  ...{ france: 'Paris', germany: 'Berlin', spain: 'Madrid', italy: 'Rome', portugal: 'Lisbon', austria: 'Vienna' },
  ...{ china: 'Beijing', japan: 'Tokyo', india: 'New Delhi', brazil: 'Brasília', canada: 'Ottawa', egypt: 'Cairo' },
  ...{ australia: 'Canberra', kenya: 'Nairobi', mexico: 'Mexico City', norway: 'Oslo', poland: 'Warsaw', peru: 'Lima' },
  ...{ turkey: 'Ankara', 'new zealand': 'Wellington', 'the united states': 'Washington, D.C.', england: 'London' },
};

function capital(text: string): string | undefined {
  const [, country = ''] = /\bcapital (?:city )?of ([\p{L} ]{2,30})/iu.exec(text) ?? [];
  const city = capitals[country.trim().toLowerCase()];
  return city && `**${city}**.`;
}

/** What is said in a conversation. */
export interface Talk {
  /** Messages of people, oldest first, the one to answer last. */
  said: readonly string[];
  lastAnswer: string | undefined;
  tongueOf(text: string): Tongue;
  /** A translation that is not known. */
  untranslated: string;
}

/** The answer to something everyday; undefined where it is none. `{to}` in it is the person's name. */
export function everyday({ lastAnswer, tongueOf, untranslated, ...talk }: Talk): string | undefined {
  const said = talk.said.slice(-MOST).map((text) => text.slice(0, LONGEST));
  const text = said.at(-1) ?? '';
  const translated = translation(text);
  if (translated !== undefined) return translated ?? untranslated;
  return (
    solved(text, lastAnswer) ??
    luck(text, talk.said.length, tongueOf(text)) ??
    explanation(text, tongueOf(text)) ??
    capital(text) ??
    sumIn(text) ??
    fromTopics(said, tongueOf)
  );
}
