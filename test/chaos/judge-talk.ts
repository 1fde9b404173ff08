import type { Report } from './judge.ts';
import type { Evidence } from './outcomes.ts';
import { missed } from './outcomes.ts';
import type { Talk } from './place.ts';

/** Time after which nothing may be told of what was deleted, ms: a question can be under way. */
const UNDER_WAY_MS = 3000;

/** What is overheard has no answer, and its words stay nowhere but where they are kept, for as long as they are there to see. */
export function judgeTalk(talk: Talk, evidence: Evidence, report: Report): void {
  const { place, id, former, message, key, goneAt, editedAt } = talk;
  const name = `O${id} (${place.name})`;
  if (place.bubbles().some(({ chat, replyTo }) => `${chat}:${replyTo}` === message))
    report('overheard', `${name} was answered`);
  if (evidence.closed?.has(key)) report('overheard', `${name} was a turn`);
  const isDeaf = place.deafBy !== undefined && isAnswered(place.deafBy, talk);
  const isGone = goneAt !== undefined && !missed(talk, goneAt, evidence);
  for (const { id: found, proper, where } of evidence.words ?? []) {
    const isOld = former.includes(found);
    if (found !== id && !isOld) continue;
    if (!proper) report('kept', `O${found} (${place.name}) stands in ${where}`);
    else if (isGone) report('kept', `${name} was deleted, and is there as O${found}: ${where}`);
    else if (isOld && !missed(talk, editedAt, evidence)) report('kept', `${name} is there as O${found}: ${where}`);
    else if (isDeaf) report('kept', `${name} is there though nothing is overheard any more: ${where}`);
  }
  const late = evidence.model.asked.find(
    (asked) => isGone && asked.talk.includes(id) && asked.at > goneAt + UNDER_WAY_MS,
  );
  if (late) report('overheard', `Q${late.turn} was told of ${name} after it was deleted`);
}

function isAnswered(message: string, { place }: Talk): boolean {
  return place.bubbles().some(({ chat, replyTo }) => `${chat}:${replyTo}` === message);
}
