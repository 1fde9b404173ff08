import { filesOnceMore, shownAnswer, withDeeds, withoutPending } from '../../conversation/exchange.ts';
import { heardIn } from '../../conversation/prompt-record.ts';
import { countedEvents } from '../../conversation/window.ts';
import type { Texts } from '../../locales/index.ts';
import type { AnswerRecord, ConversationEvent, Ending, EndReason, Exchange } from '../../ports/index.ts';
import { isBlank } from '../../util/text.ts';
import type { Speaking } from '../told/preamble.ts';
import { answerButtons } from './answer-buttons.ts';
import { citing } from './citing.ts';
import { aboutDeeds, type Draft, hasFiles, wholeText } from './draft.ts';
import { keep } from './kept.ts';

interface EndingParts extends Pick<Speaking, 'library' | 'contact'> {
  /** Id of the turn. */
  turn: string;
  /** Buttons under answers. */
  buttons: boolean;
  texts: Texts;
  mayCall(): boolean;
}

/** Ends an answer: what is shown of it, and what the conversation keeps. `said`: the sentence under it. */
export function endingOf(parts: EndingParts, draft: Draft, reason: EndReason, said: string | undefined): Ending {
  const { question, context, account, files } = draft;
  const [usage, model] = [account.total(), account.model()];
  const reasoning = isBlank(draft.text) ? undefined : draft.thought.text();
  const text = (question.replaces?.prefix ?? '') + wholeText(draft);
  const { sources, handover, notice: told = said } = citing(parts, text, draft.unmarked.isMarked(), said);
  // One that is gone on with was made with what its beginning was.
  const begun = question.replaces?.prefix === undefined ? undefined : shownAnswer(question.replaces.turn);
  const used = draft.used.text(parts.texts) ?? begun?.used;
  const deeds = aboutDeeds(draft, reason, parts.texts) ?? begun?.deeds;
  const answer: AnswerRecord = {
    ...{ text, reason },
    ...(usage ? { usage } : {}),
    ...(sources === undefined ? {} : { sources }),
    ...(used === undefined ? {} : { used }),
    ...(deeds === undefined ? {} : { deeds }),
    ...(draft.pending ? { pending: draft.pending } : {}),
    ...(draft.choices ? { choices: [...draft.choices] } : {}),
    ...(draft.offers.length > 0 ? { offers: draft.offers } : {}),
  };
  // Where the history could not be read, nothing is written to it either.
  const kept = context && keep(parts.turn, question, context, answer, hasFiles(draft));
  const before = [...(kept?.kept ?? []), ...draft.kept];
  return {
    ...(kept?.stays ? onceMore(kept.stays, told) : onceMore(answer, told)),
    reason,
    events: kept ? [...countedEvents([...draft.counted.values()]), ...kept.events] : [],
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(draft.transcript ? { transcript: draft.transcript } : {}),
    ...(usage ? { usage } : {}),
    ...(handover ? { handover } : {}),
    ...(model === undefined ? {} : { model }),
    ...(files.length > 0 ? { files } : {}),
    ...(before.length > 0 ? { kept: before } : {}),
    ...(kept?.keepsFiles ? { keepsFiles: true } : {}),
    ...(kept?.removes ? { removes: kept.removes } : {}),
    ...(kept?.state && parts.buttons ? { buttons: answerButtons(kept.state, parts.texts) } : {}),
  };
}

/**
 * Shows an answer once more as it is, with a sentence under it. `settles`: what it asks for is over; nobody is asked any more.
 */
export function leftAsItIs(
  { texts, buttons }: Pick<EndingParts, 'texts' | 'buttons'>,
  turn: Exchange,
  notice: string | undefined,
  settles: boolean,
): Ending {
  const answer = shownAnswer(turn) ?? { text: '', reason: 'error' };
  const left = settles ? withoutPending(answer) : answer;
  const state = {
    ...{ turn: turn.id, answer: left, answers: turn.answers.length, shown: turn.answers.indexOf(answer) },
    recordings: heardIn(turn.prompt).length,
  };
  return {
    ...onceMore(left, notice),
    ...filesOnceMore(answer),
    events: settles ? [{ type: 'revised', turn: turn.id, answer: left, replace: true }] : [],
    ...(buttons ? { buttons: answerButtons(state, texts) } : {}),
  };
}

/** Answer of an exchange, to be shown once more with a sentence under it. `deeds`: further ones to keep, as in AnswerRecord. */
export function stillShown(exchange: Exchange | undefined, said: string, deeds?: string): Omit<Ending, 'reason'> {
  const old = exchange && shownAnswer(exchange);
  const answer = withDeeds(old ?? { text: '', reason: 'error' }, deeds);
  const isChanged = exchange && old && answer !== old;
  const events: ConversationEvent[] = isChanged ? [{ type: 'revised', turn: exchange.id, answer, replace: true }] : [];
  return { ...onceMore(answer, said), ...filesOnceMore(old), events };
}

/** Gives what an answer is shown with, each time that it is. `said`: a further sentence under it. */
export function onceMore(
  { reason, text, sources, used, deeds }: AnswerRecord,
  said: string | undefined,
): Pick<Ending, 'reason' | 'text' | 'sources' | 'used' | 'notice'> {
  const notice = joined(said, deeds);
  return {
    ...{ reason, text },
    ...(sources === undefined ? {} : { sources }),
    ...(used === undefined ? {} : { used }),
    ...(notice === undefined ? {} : { notice }),
  };
}

function joined(...sentences: readonly (string | undefined)[]): string | undefined {
  return sentences.filter(Boolean).join(' ') || undefined;
}
