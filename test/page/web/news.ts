import type { Command, News, Step, World } from '../protocol.ts';

/** What the page keeps of the engineer's side; the oldest go first. */
const MOST_CALLS = 400;
const MOST_STEPS = 800;

/** World after the news. What has not changed stays the same object, so that a drawing can tell by comparing. */
export function applied(world: World, news: News): World {
  const gone = new Set(news.gone);
  const items = merged(world.items, news.items, ({ id }) => id);
  return {
    ...world,
    items: gone.size > 0 ? items.filter(({ id }) => !gone.has(id)) : items,
    people: merged(world.people, news.people, ({ id }) => id),
    places: merged(world.places, news.places, ({ id }) => id),
    commands: merged(world.commands, news.commands, commandKey),
    calls: newest(
      merged(world.calls, news.calls, ({ id }) => id),
      MOST_CALLS,
    ),
    steps: newest(merged(world.steps, news.steps, stepKey), MOST_STEPS),
    forms: news.forms ?? world.forms,
    typing: news.typing ?? world.typing,
    troubles: news.troubles ?? world.troubles,
    bot: news.bot ?? world.bot,
  };
}

/** The list with what is new at its end, and what is other in its old place. */
function merged<T>(list: readonly T[], changes: readonly T[] | undefined, key: (one: T) => string): readonly T[] {
  if (!changes || changes.length === 0) return list;
  const byKey = new Map(list.map((one) => [key(one), one]));
  for (const change of changes) byKey.set(key(change), change);
  return [...byKey.values()];
}

const newest = <T>(list: readonly T[], most: number) => (list.length > most ? list.slice(-most) : list);
const commandKey = ({ platform, kind, name }: Command) => `${platform} ${kind} ${name}`;
const stepKey = ({ turn, what, at }: Step) => `${turn} ${what} ${at}`;
