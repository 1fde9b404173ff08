import { take } from '../../src/commands/parsing/steps.ts';
import { image } from '../../src/commands/pictures/image.ts';

/** A reply to a question of a form. */
export function formReply(text: string): void {
  const steps = { fields: [{ option: 'prompt' }, { option: 'size' }], at: 0, given: {}, about: {}, replies: [] };
  take(steps, { to: '1', text, isNewest: true }, image.spec);
}
