import type { ModelPart, ServiceItem } from '../ports/index.ts';
import { MOST_ITEMS } from './items.ts';
import { fields, sizeOf, stringOr } from './json.ts';

/**
 * Fields of a chat message that some services want back with the results of its calls. Reasoning: DeepSeek and Kimi as
 * `reasoning_content`, OpenRouter as `reasoning_details`. Signatures of calls: Gemini as `extra_content`.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Keeps those fields as they arrive. */
export interface ChatItems {
  add(delta: Fields): void;
  /** One item for all, or none. `extra`: what came with calls, by their ids. */
  kept(extra: Fields): ServiceItem[];
}

export function createChatItems(maker: string): ChatItems {
  const reasoning: string[] = [];
  const details: unknown[] = [];
  let room = MOST_ITEMS;
  return {
    add({ reasoning_content: content, reasoning_details: more }) {
      if (room < 0) return;
      const text = stringOr(content) ?? '';
      if (text !== '') reasoning.push(text);
      room -= text.length;
      if (!Array.isArray(more) || more.length === 0) return;
      room -= sizeOf(more);
      if (room >= 0) details.push(...more);
    },
    kept(extra) {
      const hasExtra = Object.keys(extra).length > 0;
      if (room - sizeOf(extra) < 0) return [];
      const item = {
        ...(reasoning.length > 0 ? { reasoning_content: reasoning.join('') } : {}),
        ...(details.length > 0 ? { reasoning_details: details } : {}),
        ...(hasExtra ? { extra_content: extra } : {}),
      };
      return Object.keys(item).length > 0 ? [{ model: maker, item }] : [];
    },
  };
}

/** Gives the fields that go back with a message, and those of each of its calls, to the model that `maker` names. */
export function fieldsFor(parts: readonly ModelPart[], maker: string): { message: Fields; ofCall(id: string): Fields } {
  const own = parts.find((part) => part.type === 'item' && part.model === maker);
  const { extra_content: extra, ...message } = own?.type === 'item' ? own.item : {};
  return {
    message,
    ofCall(id) {
      const signed = new Map(Object.entries(fields(extra))).get(id);
      return signed === undefined ? {} : { extra_content: signed };
    },
  };
}
