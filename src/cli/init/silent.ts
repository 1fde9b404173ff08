import { Fault } from '../../util/errors.ts';
import type { Ask, Question } from './ask.ts';

/** Answers where nobody can be asked: what is usual, or an end that names the option. */
export function createSilent(print: (text: string) => void): Ask {
  const usual = async ({ text, option, usual: answer }: Question): Promise<string> => {
    if (answer !== undefined) return answer;
    throw new Fault('config', text, { advice: `Nothing was written. Without a terminal, ${option} is the answer.` });
  };
  return {
    tell: (text) => print(text),
    refuse(why) {
      throw new Fault('config', why, { advice: 'Nothing was written.' });
    },
    during: (_, work) => work,
    choose: usual,
    several: async (question, _, least) => (least === 0 ? [] : [await usual(question)]),
    write: usual,
    agree: async (question) => (await usual(question)) === 'yes',
  };
}
