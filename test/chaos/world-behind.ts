import { batchIn, commandOf, fileOf, type Order } from './batch-files.ts';
import { idOf, type TurnId } from './marks.ts';
import type { Place, Turn } from './place.ts';
import type { BehindAct } from './schedule-behind.ts';

/** Batches that people begin and stop, and older questions that they change. */

/** A batch that somebody asked for. */
export interface Batched extends Order {
  id: TurnId;
  place: Place;
  saidAt: number;
  /** As a turn's. */
  message: string;
  key: string;
  /** When its stop was pressed, epoch ms. */
  stoppedAt: number | undefined;
  /** The bot had spoken there before. */
  met: boolean;
}

export interface BehindParts {
  places: readonly Place[];
  turns: readonly Turn[];
  batches: Batched[];
  reworded(): number;
}

const STOP = /^■ Stop the batch/;

/** Does what a step says; says what, undefined where there is nothing to do. */
export function actBehind(step: BehindAct, { places, turns, batches, reworded }: BehindParts): string | undefined {
  const place = places[step.place % places.length];
  if (!place) return undefined;
  switch (step.do) {
    case 'batch': {
      if (!place.send || !place.open('short')) return undefined;
      const id = idOf(batches.length + 1, place.conversation);
      const { do: _, place: __, ...order } = step;
      const met = place.bubbles().length > 0;
      const said = place.send(commandOf(order), fileOf(id, order));
      batches.push({ ...order, ...said, id, place, saidAt: Date.now(), stoppedAt: undefined, met });
      return `batch ${id} of ${order.lines} ${order.kind} in ${place.name}`;
    }
    case 'unbatch': {
      const pressed = place.press?.(STOP, 'menu');
      const id = pressed === undefined ? undefined : batchIn(pressed);
      const batch = batches.find((each) => each.id === id);
      if (batch) batch.stoppedAt ??= Date.now();
      return batch && `batch ${batch.id} is stopped`;
    }
    case 'recall': {
      const here = turns.filter((turn) => turn.place === place && turn.goneAt === undefined);
      const turn = here.at(-1 - step.back);
      return turn && (step.how === 'edit' ? reword(turn, reworded()) : takeAway(turn));
    }
  }
}

/** A message of which the words can be changed. */
type Reworded = Pick<Turn, 'id' | 'place' | 'former' | 'changes' | 'changeKeys' | 'editedAt'> & {
  edit?: (id: TurnId) => unknown;
};

/** Changes the words of a message. `number`: that of its new name. */
export function reword(said: Reworded, number: number): string | undefined {
  if (!said.edit) return undefined;
  const next = idOf(number, said.place.conversation);
  said.former.push(said.id);
  said.editedAt = Date.now();
  said.changes?.push(said.editedAt);
  const key = said.edit(next);
  said.changeKeys?.push(typeof key === 'string' ? key : undefined);
  said.id = next;
  return `Q${said.former.at(-1)} says Q${next} now`;
}

/** Deletes a question, or has the bot forget it where a deletion is not told. */
function takeAway(turn: Turn): string | undefined {
  const { place, message } = turn;
  if (turn.erase) turn.erase();
  else {
    const asked = place.type?.('/delete', message.split(':')[1]);
    if (asked === undefined) return undefined;
    turn.takenBy = asked;
  }
  turn.goneAt = Date.now();
  return `Q${turn.id} is taken away`;
}
