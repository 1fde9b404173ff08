import type { Report } from './judge.ts';
import type { TurnId } from './marks.ts';
import { type Evidence, missed } from './outcomes.ts';
import type { Place, Turn } from './place.ts';

/** One wording of a question: from when it was said, and until when, epoch ms. */
interface Wording {
  turn: Turn;
  from: number;
  to: number;
}

function wordingsOf(turn: Turn): [TurnId, Wording][] {
  const { id, former, saidAt, changes = [], goneAt = Number.POSITIVE_INFINITY } = turn;
  const times = [saidAt, ...changes, Number.POSITIVE_INFINITY];
  return [...former, id].map((name, at) => {
    const to = Math.min(times[at + 1] ?? Number.POSITIVE_INFINITY, goneAt);
    return [name, { turn, from: times[at] ?? saidAt, to }];
  });
}

/**
 * A summary says nothing of what was changed or taken away before the question was said that it goes along with. It says nothing
 * of another chat, nor again what stands below it.
 */
export function judgeSummaries(place: Place, evidence: Evidence, report: Report): void {
  const all = new Map(evidence.turns.filter((turn) => turn.place === place).flatMap(wordingsOf));
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
