import type { Breaks } from './breaks.ts';
import { createDiscordView } from './discord-view.ts';
import { createEngine, type Services } from './engine.ts';
import type { Bot, Command, Form, Item, News, Person, Place, Step, World } from './protocol.ts';
import { createTelegramView } from './telegram-view.ts';

/** Changes within this time are told together, ms. */
const TOGETHER_MS = 40;
/** Steps that are kept for the next look. */
const STEPS = 400;

/** All there is to be seen, and what has changed since the last look. */
export interface Watch {
  /** Everything as it was at the last look. */
  world(): Omit<World, 'key'>;
  /** Looks at once, and tells what has changed. */
  look(): void;
  item(id: string): Item | undefined;
  place(id: string): Place | undefined;
  form(id: string): Form | undefined;
  close(): void;
}

/** The real bot between the stand-ins, as far as the page watches it. */
export interface Watched extends Services {
  bot: Omit<Bot, 'real'> & {
    /** Ends it as `kill -9` does. */
    kill(): Promise<void>;
    start(): Promise<void>;
    onChange(listener: () => void): () => void;
  };
  /** The real model answers. */
  real: boolean;
  /** The last steps of turns, oldest first. */
  steps: readonly Step[];
  onStep(listener: (step: Step) => void): () => void;
}

export interface WatchOptions {
  people: readonly Person[];
  breaks: Breaks;
  /** Whether somebody looks on; nothing is looked at while nobody does. */
  isWatched(): boolean;
  tell(news: News): void;
}

export function createWatch(stage: Watched, { people, breaks, isWatched, tell }: WatchOptions): Watch {
  const views = [createTelegramView(stage.telegram, people), createDiscordView(stage.discord, people)];
  let soon: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  const engine = createEngine(stage, changed);
  const known = { items: new Map<string, Item>(), places: createLast<Place>(), forms: createLast<Form>() };
  const last = new Map<keyof News, string>();
  let commands: readonly Command[] = [];
  let writing: readonly string[] = [];
  const newSteps: Step[] = [];

  function changed(): void {
    if (!soon && isWatched()) soon = setTimeout(look, TOGETHER_MS);
  }

  /** The value where it is another than last time. */
  function other<K extends keyof News>(name: K, value: NonNullable<News[K]>): Pick<News, K> | undefined {
    const json = JSON.stringify(value);
    if (last.get(name) === json) return undefined;
    last.set(name, json);
    return { [name]: value } as Pick<News, K>;
  }

  function items(): Pick<News, 'items' | 'gone'> {
    const fresh: Item[] = [];
    const here = new Set<string>();
    for (const view of views) {
      for (const item of view.items()) {
        here.add(item.id);
        if (known.items.get(item.id) === item) continue;
        known.items.set(item.id, item);
        fresh.push(item);
      }
    }
    const gone = here.size === known.items.size ? [] : [...known.items.keys()].filter((id) => !here.has(id));
    for (const id of gone) known.items.delete(id);
    return { ...list('items', fresh), ...list('gone', gone) };
  }

  function freshCommands(): Pick<News, 'commands'> {
    const lists = views.map((view) => view.commands());
    const all = lists.flat();
    if (all.length === commands.length && all.every((command, index) => command === commands[index])) return {};
    commands = all;
    return { commands: all };
  }

  function typing(): Pick<News, 'typing'> {
    const signs = views.flatMap((view) => view.typing());
    const ends = [...signs.map(({ until }) => until), ...views.flatMap((view) => view.passes() ?? [])];
    clearTimeout(later);
    if (ends.length > 0) later = setTimeout(changed, Math.max(0, Math.min(...ends) - Date.now()) + 1).unref();
    writing = [...new Set(signs.map(({ place }) => place))];
    return other('typing', writing) ?? {};
  }

  function look(): void {
    clearTimeout(soon);
    soon = undefined;
    const places = views.flatMap((view) => view.places());
    const forms = views.flatMap((view) => view.forms());
    known.forms.changed(forms);
    const news: News = {
      ...list('places', known.places.changed(places)),
      ...items(),
      ...other('forms', forms),
      ...freshCommands(),
      ...typing(),
      ...list('calls', engine.fresh()),
      ...list('steps', newSteps.splice(0)),
      ...other('troubles', breaks.troubles()),
      ...other('bot', botOf(stage)),
      ...list(
        'notices',
        views.flatMap((view) => view.notices()),
      ),
    };
    if (Object.keys(news).length > 0) tell(news);
  }

  function onStep(step: Step): void {
    if (newSteps.push(stepOf(step, known.places.get(step.place))) > STEPS) newSteps.shift();
    changed();
  }

  const stops = [
    stage.telegram.world.onChange(changed),
    stage.discord.onChange(changed),
    stage.onStep(onStep),
    stage.bot.onChange(changed),
  ];

  return {
    world: () => ({
      people,
      places: known.places.all(),
      items: [...known.items.values()],
      forms: known.forms.all(),
      commands,
      typing: writing,
      calls: engine.calls(),
      steps: stage.steps.map((step) => stepOf(step, known.places.get(step.place))),
      troubles: breaks.troubles(),
      bot: botOf(stage),
    }),
    look,
    item: (id) => known.items.get(id),
    place: (id) => known.places.get(id),
    form: (id) => known.forms.get(id),
    close() {
      clearTimeout(soon);
      clearTimeout(later);
      engine.close();
      for (const stop of stops) stop();
    },
  };
}

/** A list of the news, left out where it is empty. */
function list<K extends keyof News, T>(name: K, values: readonly T[]): { [P in K]?: readonly T[] } {
  return values.length > 0 ? ({ [name]: values } as { [P in K]?: readonly T[] }) : {};
}

/** Remembers small things by their ids, and finds those that are new or other. */
function createLast<T extends { id: string }>() {
  let last = new Map<string, { value: T; json: string }>();
  return {
    changed(values: readonly T[]): T[] {
      const next = new Map(values.map((value) => [value.id, { value, json: JSON.stringify(value) }]));
      const fresh = values.filter(({ id }) => next.get(id)?.json !== last.get(id)?.json);
      last = next;
      return fresh;
    },
    all: () => [...last.values()].map(({ value }) => value),
    get: (id: string) => last.get(id)?.value,
  };
}

function botOf({ bot: { running, starts, since }, real }: Watched): Bot {
  return { running, starts, since, real };
}

/** The bot has no name for the topic that every forum has. */
function stepOf({ at, turn, place, what, tokens }: Step, known: Place | undefined): Step {
  return { at, turn, place: known?.kind === 'forum' ? `${place}:1` : place, what, ...(tokens ? { tokens } : {}) };
}
