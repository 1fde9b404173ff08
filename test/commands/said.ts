import type { Button, Controls, Ending, Prompt } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';

/** What the bot said, and where. */
export interface Said {
  /** Id of the turn that said it. */
  turn: string;
  end: Ending;
  /** Text and notice as one. */
  text: string;
  /** Platform ids of its bubbles. */
  parts: string[];
  /** Its buttons as the platform has them. */
  controls: Controls;
}

/** Data of a button under an answer, as the platform gives it back. */
export function dataOf(button: Button, { end, controls }: Said): string {
  const at = (end.buttons ?? []).flat().findIndex(({ line }) => line === button.line);
  return controls.flat()[at]?.data ?? '';
}

/** The buttons under an answer, row by row. */
export function buttonsOf({ end }: Said): Button[] {
  return (end.buttons ?? []).flat();
}

/** The button with this label, or whose label holds it. */
export function button(said: Said, label: string): Button {
  const found =
    buttonsOf(said).find((each) => each.label === label) ?? buttonsOf(said).find((each) => each.label.includes(label));
  if (!found) throw new Error(`No button "${label}" among ${buttonsOf(said).map((each) => each.label)}`);
  return found;
}

/** What stands on the buttons under an answer, in their order. */
export function labels(said: Said): string[] {
  return buttonsOf(said).map(({ label }) => label);
}

/** A message as a reply to what was said. */
export function replyTo(said: Said, author?: string): Partial<Prompt> {
  return { quote: { id: said.parts[0] ?? '', text: said.end.text, ...(author === undefined ? {} : { author }) } };
}

/** A message of Ann's with this id. */
export function message(id: string): Partial<Prompt> {
  const { target } = promptOf();
  return { target: { ...target, prompt: id } };
}

/** Somebody in a group. */
export const inGroup: Partial<Prompt> = { place: { kind: 'group', scopes: ['test:1'] } };
