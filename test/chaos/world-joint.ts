import { idOf, type TurnId } from './marks.ts';
import type { Bundle, PieceManner, Place, Said, Talk, Turn } from './place.ts';
import type { BundleKind, JointAct } from './schedule-joint.ts';
import { reword } from './world-behind.ts';

/** Several messages that are one act, talk that is overheard, and threads that questions open. */

export interface JointParts {
  places: readonly Place[];
  turns: Turn[];
  talks: Talk[];
  /** Notes a message that was said as a piece. */
  note(place: Place, id: TurnId, said: Said): Turn;
  /** Whether somebody may say something there now that has nothing to do with what was said before; then it counts as said. */
  begin(place: Place): boolean;
  /** A place whose first message opens a thread; undefined where there are enough of them. */
  newThread(): Place | undefined;
  reworded(): number;
}

/** Length of a part of a paste: clients cut here at the latest, Discord's at 4,000. In UTF-16 units. */
const PART = 3950;

/** Does what a step says; says what, undefined where there is nothing to do. */
export function actJointly(step: JointAct, parts: JointParts): string | undefined {
  const { places, turns, talks } = parts;
  if (step.do === 'thread') {
    const place = parts.newThread();
    return place && saidTogether(parts, place, { ...step, kind: step.kind === 'burst' ? 'forwards' : step.kind });
  }
  const place = places[step.place % places.length];
  if (!place) return undefined;
  switch (step.do) {
    case 'bundle':
      return saidTogether(parts, place, step);
    case 'room':
      if (!place.room) return undefined;
      parts.begin(place);
      place.deafBy = place.room(step.messages);
      if (step.messages > 0) delete place.deafBy;
      return `overhears ${step.messages} in ${place.name}`;
    case 'talk': {
      if (!place.hears || !place.talk) return undefined;
      const id = idOf(talks.length + 1, place.conversation);
      const talk = { id, place, saidAt: Date.now(), former: [], editedAt: undefined, goneAt: undefined };
      talks.push({ ...talk, ...place.talk(id) });
      return `O${id} said in ${place.name}`;
    }
    case 'touch':
    case 'retalk': {
      const all: (Turn | Talk)[] = step.do === 'touch' ? turns : talks;
      const here = all.filter((each) => each.place === place && each.goneAt === undefined);
      const said = here.at(-1 - step.back);
      return said && changed(parts, said, step.how, step.do === 'touch' ? 'Q' : 'O');
    }
  }
}

function changed(parts: JointParts, said: Turn | Talk, how: 'edit' | 'away', mark: string): string | undefined {
  const before = `${mark}${said.id}`;
  if (how === 'away') {
    if (!said.erase) return undefined;
    said.goneAt = Date.now();
    said.erase();
    return `${before} is deleted`;
  }
  if (!reword(said, parts.reworded())) return undefined;
  return `${before} says ${mark}${said.id} now`;
}

type Wanted = Pick<Extract<JointAct, { do: 'bundle' }>, 'kind' | 'size' | 'order'>;

function saidTogether(parts: JointParts, place: Place, wanted: Wanted): string | undefined {
  const { piece } = place;
  const kind = wanted.kind === 'album' && place.service === 'discord' ? 'forwards' : wanted.kind;
  if (!piece || !place.open('streamed') || !parts.begin(place)) return undefined;
  const bundle: Bundle = { kind, at: Date.now(), pieces: [], silent: [] };
  const calls = place.calls?.() ?? false;
  for (const manner of mannersOf({ ...wanted, kind }, `7${bundle.at}`)) {
    if (manner.silent) {
      bundle.silent.push(piece('', manner).message);
      continue;
    }
    const id = idOf(parts.turns.length + 1, place.conversation);
    const turn = parts.note(place, id, piece(id, manner));
    turn.bundle = bundle;
    if (manner.passed) turn.passed = true;
    if (calls && !manner.mention) turn.unaddressed = true;
    bundle.pieces.push(turn);
  }
  return `Q${bundle.pieces.map(({ id }) => id).join(' Q')} said in ${place.name} (${kind})`;
}

function mannersOf({ kind, size, order }: Wanted, album: string): (PieceManner & { silent?: true })[] {
  const plain: PieceManner = { kind, passed: false, mention: true, length: 0 };
  const at = (own: number, other: Partial<PieceManner & { silent: true }>) =>
    Array.from({ length: size }, (_, index) => (index === own ? plain : { ...plain, mention: false, ...other }));
  const byKind: Record<BundleKind, () => (PieceManner & { silent?: true })[]> = {
    burst: () => Array.from({ length: size }, () => plain),
    forwards: () => at(Math.min(order, size - 1), { passed: true }),
    paste: () =>
      Array.from({ length: size }, (_, index) => ({
        ...plain,
        mention: index === (order === 0 ? 0 : size - 1),
        length: index < size - 1 ? PART : 0,
      })),
    album: () => at(0, { silent: true }).map((each) => ({ ...each, album })),
  };
  return byKind[kind]();
}
