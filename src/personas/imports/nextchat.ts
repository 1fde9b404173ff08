import { isRecord } from '../read.ts';
import { type Draft, type Dropped, textOf } from './draft.ts';
import { pairsOf } from './pairs.ts';

/** Masks of NextChat: a list, one, the program's own lists by language, or a backup of everything. */

const LANGUAGES: Readonly<Record<string, string>> = { cn: 'zh-CN', tw: 'zh-TW' };

/** Finds masks; undefined where it is no such file. Nothing else of a backup is looked at: it holds keys. */
export function masksIn(value: unknown): { drafts: Draft[]; dropped: Dropped[] } | undefined {
  const backup = isRecord(value) && isRecord(value['mask-store']) ? value['mask-store']['masks'] : undefined;
  const masks = backup === undefined ? listIn(value) : Object.values(Object(backup));
  const drafts = masks.filter(isMask).map(draftOf);
  if (drafts.length === 0 && backup === undefined) return undefined;
  return { drafts, dropped: backup === undefined ? [] : [{ what: 'access-control', why: 'keys' }] };
}

function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return [];
  const lists = [value['cn'], value['tw'], value['en']].filter(Array.isArray);
  return lists.length > 0 ? lists.flat() : [value];
}

type Mask = Record<string, unknown> & { context: unknown[] };

function isMask(value: unknown): value is Mask {
  return isRecord(value) && Array.isArray(value['context']) && 'name' in value;
}

function draftOf(mask: Mask): Draft {
  const { name, avatar, context, lang, modelConfig, syncGlobalConfig } = mask;
  const messages = context
    .slice(0, 200)
    .flatMap((each) => (isRecord(each) ? { role: each['role'], text: contentOf(each['content']) } : []));
  const first = messages.findIndex(({ role }) => role !== 'system');
  const leading = first < 0 ? messages : messages.slice(0, first);
  const rest = first < 0 ? [] : messages.slice(first);
  const [only, ...more] = rest;
  // Most masks say who they are in a lone message of a user.
  const isLone = only?.role === 'user' && more.length === 0;
  const own = isRecord(modelConfig) && syncGlobalConfig !== true ? modelConfig : {};
  const { pairs, isWhole } = isLone ? { pairs: [], isWhole: true } : pairsOf(rest);
  return {
    name,
    emoji: emojiOf(avatar),
    language: typeof lang === 'string' ? (LANGUAGES[lang] ?? lang) : undefined,
    system: [...leading, ...(isLone && only ? [only] : [])].map(({ text }) => text).join('\n\n'),
    examples: pairs,
    temperature: own['temperature'],
    top_p: own['top_p'],
    max_tokens: own['max_tokens'],
    dropped: [
      ...(textOf(own['model']) === undefined ? [] : [{ what: 'model', why: 'model' } as const]),
      ...(Array.isArray(mask['plugin']) && mask['plugin'].length > 0
        ? [{ what: 'plugin', why: 'tools' } as const]
        : []),
      ...(isWhole ? [] : [{ what: 'context', why: 'rest' } as const]),
    ],
  };
}

function contentOf(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content) ?? '';
  return content.flatMap((part) => (isRecord(part) ? (textOf(part['text']) ?? []) : [])).join('\n\n');
}

/** Reads an emoji, or its code points in hex, such as `1f469-200d-1f4bb`. */
function emojiOf(avatar: unknown): string | undefined {
  if (typeof avatar !== 'string' || avatar === 'gpt-bot' || avatar.length > 60) return undefined;
  if (!/^[0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*$/i.test(avatar)) return avatar;
  const points = avatar.split('-').map((each) => Number.parseInt(each, 16));
  return points.every((point) => point <= 0x10_ffff) ? String.fromCodePoint(...points) : undefined;
}
