import { ButtonStyle, ComponentType } from 'discord.js';
import type { Control, Controls } from '../../../src/ports/index.ts';
import { cut } from '../languages.ts';

/** Buttons under a message. */

/** Discord's limits: rows of a message, buttons of a row, characters of a label. */
const rowLimit = 5;
const buttonLimit = 5;
const labelLength = 80;

/** Rows of buttons as Discord takes them; none when there are no buttons. What would be one too many is left out. */
export function componentsOf(controls: Controls = []): object[] {
  const seen = new Set<string>();
  // Discord refuses a message that has the same button twice.
  const single = controls.map((row) => row.filter(({ data }) => !seen.has(data) && seen.add(data)));
  const rows = single.flatMap((row) =>
    Array.from({ length: Math.ceil(row.length / buttonLimit) }, (_, index) =>
      row.slice(index * buttonLimit, (index + 1) * buttonLimit),
    ),
  );
  return rows
    .slice(0, rowLimit)
    .map((row) => ({ type: ComponentType.ActionRow, components: row.map((button) => buttonOf(button)) }));
}

function buttonOf({ data, label, style }: Control): object {
  const colour = style === 'danger' ? ButtonStyle.Danger : ButtonStyle.Secondary;
  return { type: ComponentType.Button, style: colour, custom_id: data, label: cut(label.trim() || '…', labelLength) };
}
