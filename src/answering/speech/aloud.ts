import { heardIn } from '../../conversation/prompt-record.ts';
import type { ChatSettings, Ending } from '../../ports/index.ts';
import { isBlank } from '../../util/text.ts';
import type { Answer, Question } from '../question.ts';
import type { ReadAloud } from './read-aloud.ts';

export interface Aloud {
  /** Answers that are read aloud: none, those to what was said, or all. */
  speaks: NonNullable<ChatSettings['speaks']>;
  readAloud: ReadAloud;
}

/**
 * Has those answers read aloud that the chat wants to hear. The words are shown first, and the voice follows below them. They
 * stay as they are where it cannot be made: a sentence under them says so.
 */
export function aloud(answer: Answer, { speaks, readAloud }: Aloud): Answer {
  if (speaks === 'never') return answer;
  return async function* (question) {
    for await (const progress of answer(question)) {
      if (progress.type !== 'end' || !isToBeHeard(progress.end, question, speaks)) {
        yield progress;
        continue;
      }
      const { end } = progress;
      const { text, transcript } = end;
      yield { type: 'text', text, complete: true, ...(transcript ? { transcript } : {}) };
      yield { type: 'end', end: await withVoice(end, question, readAloud) };
    }
  };
}

function isToBeHeard(end: Ending, question: Question, speaks: Aloud['speaks']): boolean {
  const isWhole = end.reason === 'complete' || end.reason === 'length';
  if (!isWhole || end.hidden || isBlank(newIn(end, question))) return false;
  return speaks === 'always' || promptsOf(end, question).some((prompt) => heardIn(prompt).length > 0);
}

/** Words that nobody has heard yet: an answer that goes on was read aloud up to there. */
function newIn({ text }: Ending, { replaces }: Question): string {
  return text.slice(replaces?.prefix?.length ?? 0);
}

type Heard = Parameters<typeof heardIn>[0];

/** Question that was answered, as the conversation keeps it. */
function promptsOf({ events }: Ending, { replaces }: Question): Heard[] {
  const kept = events.flatMap((event) => {
    if (event.type === 'answered') return event.prompt;
    return event.type === 'revised' ? (event.prompt ?? event) : [];
  });
  return replaces && !replaces.edited ? [...kept, replaces.turn.prompt] : kept;
}

async function withVoice(end: Ending, question: Question, readAloud: ReadAloud): Promise<Ending> {
  const { reason, files, notice } = await readAloud(newIn(end, question));
  // What has no words to be read needs none about that.
  const about = reason === 'complete' && files.length === 0 ? undefined : notice;
  const notices = [end.notice, about].filter(Boolean).join(' ');
  const noticed = { ...end, ...(notices === '' ? {} : { notice: notices }) };
  if (files.length === 0) return noticed;
  // A voice has no room for words: they stand above all files.
  const { captioned: _, ...words } = noticed;
  return { ...words, files: [...(end.files ?? []), ...files] };
}
