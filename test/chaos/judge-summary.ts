import type { Report } from './judge.ts';
import type { TurnId } from './marks.ts';
import { type Evidence, missed } from './outcomes.ts';
import type { Place, Turn } from './place.ts';

/** One wording of a question: from when it is in the order of its conversation, and until when it was said, epoch ms. */
interface Wording {
  turn: Turn;
  from: number;
  to: number;
}

/** A change of what is not answered yet becomes no turn: it is asked in the place of the wording before. */
function wordingsOf(turn: Turn, { accepted }: Pick<Evidence, 'accepted'>): [TurnId, Wording][] {
  const { id, former, saidAt, changes = [], changeKeys = [], goneAt = Number.POSITIVE_INFINITY } = turn;
  const times = [saidAt, ...changes, Number.POSITIVE_INFINITY];
  let from = saidAt;
  return [...former, id].map((name, at) => {
    const key = changeKeys[at - 1];
    if (key === undefined || accepted?.has(key)) from = times[at] ?? from;
    return [name, { turn, from, to: Math.min(times[at + 1] ?? Number.POSITIVE_INFINITY, goneAt) }];
  });
}

/**
 * A summary says nothing of what was changed or taken away before the question that it goes along with had its place in the order. It
 * says nothing of another chat, nor again what stands below it.
 */
export function judgeSummaries(place: Place, evidence: Evidence, report: Report): void {
  const here = evidence.turns.filter((turn) => turn.place === place);
  const all = new Map(here.flatMap((turn) => wordingsOf(turn, evidence)));
  for (const { turn, summary = [], history } of evidence.model.asked) {
    const asked = turn === undefined ? undefined : all.get(turn);
    if (!asked || summary.length === 0) continue;
    const told = new Set(history.filter(({ role }) => role === 'user').map(({ id }) => id));
    for (const id of summary) {
      const said = all.get(id);
      if (!said) report('leak', `Q${turn} (${place.name}) was asked with a summary of ${id}`);
      else if (told.has(id)) report('history', `Q${turn} (${place.name}) was told of Q${id} and of its summary`);
      else if (said.to < asked.from && !missed(said.turn, said.to, evidence))
        report(
          'recalled',
          `Q${turn} (${place.name}) was asked with a summary of Q${id}, ${asked.from - said.to} ms after that was ${said.turn.id === id ? 'taken away' : `changed to Q${said.turn.id}`}`,
        );
    }
  }
}
