import * as fc from 'fast-check';

/** What people do to a conversation. */

/** `of`: which turn or thread, counted from the newest; past the oldest there is none of that name. */
export type Step =
  | {
      what: 'ask';
      text: string;
      after: 'head' | 'none' | 'stranger' | number;
      thread: 'current' | 'unsaid' | 'new' | 'left' | 'dropped' | number;
    }
  | { what: 'reply'; text: string; of: number }
  | { what: 'revise'; text: string; of: number; how: 'again' | 'below' | 'reworded' | 'continued' }
  | { what: 'show'; of: number; answer: number }
  | { what: 'remove'; of: number }
  | { what: 'omit'; of: number; omitted: boolean }
  | { what: 'pin'; of: number; pinned: boolean }
  | { what: 'reset'; titled: boolean }
  | { what: 'switch'; of: number }
  | { what: 'title'; of: number }
  | { what: 'drop'; of: number }
  | { what: 'command'; menu: boolean }
  /** A button of a command's answer. */
  | { what: 'press'; of: number }
  /** The message of a question or a command is edited to be the other, or another command. */
  | { what: 'edit'; of: number; into: 'question' | 'command' }
  /** A button that was made to say something about what is off every branch. */
  | { what: 'misuse'; of: number; how: 'ask' | 'revise' | 'show' | 'pin' | 'omit' }
  | { what: 'delete'; of: number }
  /** Something that was done is delivered again, `ago` steps later. */
  | { what: 'repeat'; ago: number }
  /** The oldest turns are folded into a summary. `late`: it is written only after the next step. */
  | { what: 'fold'; turns: number; late: boolean }
  | { what: 'restart' };

export function steps(text: fc.Arbitrary<string>): fc.Arbitrary<Step[]> {
  const of = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, { weight: 2, arbitrary: fc.nat({ max: 14 }) });
  const what = <const T extends string>(name: T) => fc.constant(name);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        what: what('ask'),
        text,
        after: what('head'),
        thread: fc.constantFrom('current', 'unsaid'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        what: what('ask'),
        text,
        after: fc.oneof(fc.constantFrom('none' as const, 'stranger' as const), of),
        thread: fc.oneof(
          fc.constantFrom('current' as const, 'unsaid' as const, 'new' as const, 'left' as const, 'dropped' as const),
          of,
        ),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: what('reply'), text, of }) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: what('revise'),
        text,
        of,
        how: fc.constantFrom('again', 'below', 'reworded', 'continued'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: what('show'), of, answer: fc.integer({ min: -1, max: 4 }) }) },
    { weight: 3, arbitrary: fc.record({ what: what('remove'), of }) },
    { weight: 2, arbitrary: fc.record({ what: what('omit'), of, omitted: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ what: what('pin'), of, pinned: fc.oneof(fc.constant(true), fc.boolean()) }) },
    { weight: 2, arbitrary: fc.record({ what: what('reset'), titled: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ what: what('switch'), of }) },
    { weight: 1, arbitrary: fc.record({ what: what('title'), of }) },
    { weight: 1, arbitrary: fc.record({ what: what('drop'), of }) },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ what: 'restart' }) },
    {
      weight: 4,
      arbitrary: fc.record({ what: what('fold'), turns: fc.integer({ min: 1, max: 4 }), late: fc.boolean() }),
    },
    { weight: 3, arbitrary: fc.record({ what: what('command'), menu: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ what: what('press'), of }) },
    { weight: 3, arbitrary: fc.record({ what: what('edit'), of, into: fc.constantFrom('question', 'command') }) },
    { weight: 1, arbitrary: fc.record({ what: what('delete'), of }) },
    {
      weight: 2,
      arbitrary: fc.record({
        what: what('misuse'),
        of,
        how: fc.constantFrom('ask', 'revise', 'show', 'pin', 'omit'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: what('repeat'), ago: fc.nat({ max: 12 }) }) },
  );
  return fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
}
