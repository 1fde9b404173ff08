import type { Claim, Model, ModelEvent } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';

/**
 * Money of one turn. What an attempt asks the model for is counted before it is asked, and the counts of all attempts have a
 * bound. No chain of deaths, whatever their reason, pays for the same answer again and again.
 */

/** Shares that a turn may spend over all attempts: five answers in words, or two of pictures. */
const BUDGET = 5;
/** Share of an answer in words, whatever one attempt writes down, asks and says for it. */
const WORDS = 1;
/** Share of one request for pictures: it costs the most. One that died with its process is made again. */
const PICTURES = 2;

/**
 * Makes the model one that an attempt of a turn pays for. An answer within which pictures are drawn is one of pictures from the
 * moment the first is begun.
 * @param drew is told of each picture that an answer in words has more than one
 * @throws Fault('model_spent') instead of asking, where the turn's budget is used up
 */
export function payingModel(model: Model, claim: Pick<Claim, 'spent' | 'spend'>, drew: () => void): Model {
  let words: Promise<void> | undefined;
  let pictures: Promise<void> | undefined;
  let { spent } = claim;

  async function spend(share: number): Promise<void> {
    if (spent + share > BUDGET) throw new Fault('model_spent', `the turn has spent ${spent} of ${BUDGET} shares`);
    spent = await claim.spend(share);
  }

  const spendWords = () => (words ??= spend(WORDS));

  async function* drawn(answer: AsyncIterable<ModelEvent>): AsyncGenerator<ModelEvent> {
    let begun = 0;
    for await (const event of answer) {
      if (event.type === 'drawing') {
        begun += 1;
        if (begun === 1) await spend(PICTURES - WORDS);
        else drew();
      }
      yield event;
    }
  }

  return {
    ...model,
    async *stream(request, signal) {
      await spendWords();
      const { draws, ...plain } = request;
      // What is left may be enough for words alone.
      const drawing = draws && spent + PICTURES - WORDS <= BUDGET;
      yield* drawing ? drawn(model.stream(request, signal)) : model.stream(plain, signal);
    },
    async transcribe(request, signal) {
      await spendWords();
      return model.transcribe(request, signal);
    },
    async speak(request, signal) {
      await spendWords();
      return model.speak(request, signal);
    },
    async generateImages(request, ...others) {
      if (!words) {
        await spend(PICTURES);
        return model.generateImages(request, ...others);
      }
      // All that a tool has drawn for an answer are of one share, as where its service draws: an answer has no more than MOST_DRAWN.
      const further = request.count - (pictures ? 0 : 1);
      pictures ??= spend(PICTURES - WORDS);
      await pictures;
      for (let more = 0; more < further; more++) drew();
      return model.generateImages(request, ...others);
    },
  };
}
