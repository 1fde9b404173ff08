/**
 * Button under the notice that nobody may speak at a place. No exchange keeps an entry of it: its
 * line is worked out from the place where it is pressed.
 */

/** Name that stands in the button's data for that of an exchange; those are longer. */
export const ALLOW = 'allow';

/** Line of the button: lets everybody at this place speak, if an owner presses it. */
export function allowLine(scope: string): string {
  return `allow place=${scope}`;
}
