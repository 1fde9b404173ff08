import { expect } from 'vitest';
import type { Button, Prompt, Suggestion } from '../../src/ports/index.ts';
import { byteLength } from '../../src/util/text.ts';
import { eventOf } from '../events.ts';
import type { Chat } from './chat.ts';
import { buttonsOf, type Said } from './said.ts';
/** What both platforms hold: five rows of five, words that fit, and ids of at most 64 bytes. */
export function fits({ controls }: Said): void {
  expect(controls.length).toBeLessThanOrEqual(5);
  for (const row of controls) {
    expect(row.length).toBeGreaterThan(0);
    expect(row.length).toBeLessThanOrEqual(5);
    for (const { data, label } of row) {
      expect(byteLength(data), data).toBeLessThanOrEqual(64);
      expect(label.trim()).not.toBe('');
      expect(label.length, label).toBeLessThanOrEqual(80);
    }
  }
  const all = controls.flat().map(({ data }) => data);
  expect(new Set(all).size, all.join(', ')).toBe(all.length);
}

/** Asks for suggestions while Ann writes a slash command. */
export function suggested({ suggest }: Chat, name: string, option: string, typed: string): Promise<Suggestion[]> {
  return suggest(eventOf({ type: 'command', name, options: { [option]: typed } }), option);
}

export const settingsOf = (chat: Chat) => chat.conversations.settings('test:1');

/** Presses every button there is, and those under what each shows, a few deep. */
export async function pressAll(
  open: () => Promise<{ chat: Chat; said: Said }>,
  deep: number,
  over: Partial<Prompt> = {},
): Promise<number> {
  let pressed = 0;
  const trail = async (path: Button[]): Promise<void> => {
    const { chat, said: first } = await open();
    let said = first;
    for (const each of path) said = await chat.press(each, said, each.form ? { ...over, input: 'Words' } : over);
    fits(said);
    expect(said.text.trim()).not.toBe('');
    pressed += 1;
    if (path.length === deep) return;
    for (const each of buttonsOf(said)) await trail([...path, each]);
  };
  await trail([]);
  return pressed;
}
