import { image } from '../../src/commands/image.ts';
import { take } from '../../src/commands/steps.ts';

/** A reply to a question of a form. */
export function formReply(text: string): void {
  const steps = { fields: [{ option: 'prompt' }, { option: 'size' }], at: 0, given: {}, about: {}, replies: [] };
  take(steps, { to: '1', text, isNewest: true }, image.spec);
}
