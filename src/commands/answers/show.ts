import { answerButtons } from '../../answering/ending/answer-buttons.ts';
import { onceMore } from '../../answering/ending/ending.ts';
import { keptPictures, shownAnswer } from '../../conversation/exchange.ts';
import { heardIn } from '../../conversation/prompt-record.ts';
import type { TextKey, Texts } from '../../locales/index.ts';
import type { EndReason } from '../../ports/index.ts';
import { type CommandDefinition, numberOption } from '../command.ts';
import { gone, turnActedOn } from './acted-on.ts';

/** ◀ and ▶: another of a turn's answers takes the place of the one shown, on the screen and in context. */
export const show: CommandDefinition = {
  spec: {
    name: 'show',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    options: [
      { name: 'turn', type: 'string' },
      { name: 'answer', type: 'integer', min: 0 },
    ],
  },
  async *respond(context) {
    const { command, texts } = context;
    const turn = await turnActedOn(context);
    // One that is not there any more: the one that is shown stays.
    const asked = numberOption(command, 'answer') ?? 0;
    const answer = turn?.answers[asked] ?? (turn && shownAnswer(turn));
    if (!turn || !answer) {
      yield* gone();
      return;
    }
    const shown = turn.answers.indexOf(answer);
    const recordings = heardIn(turn.prompt).length;
    yield {
      type: 'end',
      end: {
        ...onceMore(answer, noticeOf(answer.reason, texts)),
        kept: keptPictures(answer),
        events: [{ type: 'shown', turn: turn.id, answer: shown }],
        buttons: answerButtons({ turn: turn.id, answer, answers: turn.answers.length, shown, recordings }, texts),
      },
    };
  },
};

const notices: Partial<Record<EndReason, TextKey>> = {
  length: 'end.length',
  filtered: 'end.filtered',
  cut: 'end.cut',
  timeout: 'end.timeout',
  stop: 'stop.mark',
  error: 'turn.failed',
};

function noticeOf(reason: EndReason, texts: Texts): string | undefined {
  const key = notices[reason];
  return key && texts(key);
}
