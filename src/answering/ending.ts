import { countedEvents } from '../conversation/window.ts';
import type { Texts } from '../locales/index.ts';
import type { Ending, EndReason } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';
import { answerButtons } from './answer-buttons.ts';
import { citing } from './citing.ts';
import type { Draft } from './draft.ts';
import { keep } from './kept.ts';
import type { Speaking } from './preamble.ts';

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
  const text = (question.replaces?.prefix ?? '') + draft.text;
  const { sources, handover, notice = said } = citing(parts, text, draft.unmarked.isMarked(), said);
  const used = draft.used.text(parts.texts);
  const about = {
    ...(usage ? { usage } : {}),
    ...(sources === undefined ? {} : { sources }),
    ...(used === undefined ? {} : { used }),
  };
  // Where the history could not be read, nothing is written to it either.
  const kept = context && keep(parts.turn, question, context, { text, reason, ...about }, files.length > 0);
  return {
    reason,
    text: kept?.text ?? text,
    events: kept ? [...countedEvents([...draft.counted.values()]), ...kept.events] : [],
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(draft.transcript ? { transcript: draft.transcript } : {}),
    ...(notice === undefined ? {} : { notice }),
    ...about,
    ...(handover ? { handover } : {}),
    ...(model === undefined ? {} : { model }),
    ...(files.length > 0 ? { files } : {}),
    ...(kept?.kept ? { kept: kept.kept } : {}),
    ...(kept?.keepsFiles ? { keepsFiles: true } : {}),
    ...(kept?.removes ? { removes: kept.removes } : {}),
    ...(kept?.state && parts.buttons ? { buttons: answerButtons(kept.state, parts.texts) } : {}),
  };
}
