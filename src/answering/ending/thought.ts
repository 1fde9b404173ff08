import { effective } from '../../settings/effective.ts';
import { headOf, isBlank } from '../../util/text.ts';
import type { RequestParts } from '../request/parts.ts';

/** Most reasoning that is shown, in UTF-16 units. */
const MOST = 8_000;

/** Reasoning of one answer, to be shown with it where somebody wants that. */
export interface Thought {
  add(words: string): void;
  /** Undefined where there is none, or nobody wants to see it. */
  text(): string | undefined;
}

export function createThought({ operator, layers, task }: Pick<RequestParts, 'operator' | 'layers' | 'task'>): Thought {
  let wanted: boolean | undefined;
  let text = '';
  return {
    add(words) {
      wanted ??= effective(operator, layers, { surface: task.surface }).reasoning === 'collapsed';
      if (wanted && text.length < MOST) text += headOf(words, MOST - text.length);
    },
    text: () => (isBlank(text) ? undefined : text.trim()),
  };
}
