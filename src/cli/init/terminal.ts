import { type Ask, Cancelled, type Choice } from './ask.ts';

/** Most choices that are shown at once. */
const SHOWN = 10;

/** Back to the beginning of a line that is empty then. */
const WIPED = '\r\u001b[2K';

/** Columns that stand before what is told. */
const MARGIN = 3;

/** Breaks lines between words. An address is never broken. */
function wrapped(text: string): string {
  const width = (process.stdout.columns || 80) - MARGIN;
  let column = 0;
  return text
    .split(' ')
    .map((word) => {
      const isNew = column > 0 && column + word.length >= width;
      column = isNew ? word.length : column + word.length + 1;
      return isNew ? `\n${word}` : word;
    })
    .join(' ')
    .replaceAll(' \n', '\n');
}

/**
 * Asks in a terminal. Its prompts would never end without one. What is typed reaches no log.
 * @param hide takes secrets out of all that is printed from then on
 */
export async function openTerminal(title: string, hide: (secrets: readonly string[]) => void): Promise<Ask> {
  const { intro, isCancel, log, multiselect, confirm, password, select, text } = await import('@clack/prompts');
  async function answered<T>(asked: Promise<T>): Promise<Exclude<T, symbol>> {
    const answer = await asked;
    if (isCancel(answer)) throw new Cancelled('cancelled');
    return answer as Exclude<T, symbol>;
  }
  const optionsOf = (choices: readonly Choice[]) => choices.map((choice) => ({ ...choice }));

  intro(title);
  return {
    tell(words, how) {
      const say = how === 'good' ? log.success : how === 'bad' ? log.warn : log.step;
      say(wrapped(words));
    },
    refuse: (why) => log.error(wrapped(why)),
    during(words, work) {
      process.stdout.write(`  ${words} …`);
      return work.finally(() => process.stdout.write(WIPED));
    },
    choose: ({ text: message }, choices) => answered(select({ message, options: optionsOf(choices), maxItems: SHOWN })),
    several: ({ text: message }, choices, least) =>
      answered(multiselect({ message, options: optionsOf(choices), required: least > 0 })),
    async write({ text: message }, { secret, example, problem }) {
      const validate = (typed: string | undefined) => problem(typed?.trim() ?? '');
      const typed = secret
        ? await answered(password({ message, validate }))
        : await answered(text({ message, validate, ...(example === undefined ? {} : { placeholder: example }) }));
      const answer = (typed ?? '').trim();
      if (secret) hide([answer]);
      return answer;
    },
    agree: ({ text: message }) => answered(confirm({ message })),
  };
}
