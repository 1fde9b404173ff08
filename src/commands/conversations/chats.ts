import type { Thread } from '../../conversation/conversations.ts';
import type { Button, ConversationEvent, Progress, Suggestion } from '../../ports/index.ts';
import { clip, escapeMarkdown, headline, oneLine } from '../../util/text.ts';
import {
  type CommandContext,
  type CommandDefinition,
  numberOption,
  type SuggestContext,
  stringOption,
} from '../command.ts';
import { inRows, menu, pageOf, refusal, turning } from '../menu.ts';

const SIZE = 6;
/** Longest title in the list and on suggestions, in UTF-16 units. */
const TITLE = 80;

/** /chats: the conversations of this chat: look, switch, rename, delete. */
export const chats: CommandDefinition = {
  spec: {
    name: 'chats',
    audience: 'everyone',
    menu: true,
    options: [
      { name: 'switch', type: 'string', suggest: true, maxLength: 100, serialised: true },
      { name: 'rename', type: 'string', suggest: true, maxLength: 100 },
      { name: 'title', type: 'string', rest: true, maxLength: 100 },
      { name: 'delete', type: 'string', suggest: true, maxLength: 100 },
      { name: 'private', type: 'boolean' },
      { name: 'confirm', type: 'boolean', internal: true, serialised: true },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(context) {
    const { command, conversations } = context;
    const threads = await conversations.threads(command.conversation);
    const { title, ...named } = command.options;
    const given = Object.keys(actions).find((name): name is keyof typeof actions => named[name] !== undefined);
    // Words without an action say which one to go on with: `/chats 2`, `/chats trains`.
    const which = given === undefined ? title : named[given];
    if (which === undefined) {
      yield* list(context, threads);
      return;
    }
    const thread = found(threads, String(which));
    if (thread) yield* actions[given ?? 'switch'](context, threads, thread);
    else {
      yield* list(context, threads, missing(String(which), context));
    }
  },
  asks: (_, texts) => ({
    title: texts('chats.rename'),
    fields: [{ option: 'title', title: texts('command.chats.title') }],
  }),
  suggest: (context, _option, typed) => suggestThreads(context, typed),
};

/** Suggests conversations of a chat whose name has what was typed. */
export async function suggestThreads(
  { command, conversations, texts }: SuggestContext,
  typed: string,
): Promise<Suggestion[]> {
  const threads = await conversations.threads(command.conversation);
  const wanted = typed.toLowerCase();
  return threads
    .map((thread) => ({ label: clip(nameOf(thread, texts), TITLE), value: reference(thread) }))
    .filter(({ label }) => label.toLowerCase().includes(wanted));
}

type Action = (
  context: CommandContext,
  threads: readonly Thread[],
  thread: Thread,
) => Generator<Progress> | AsyncGenerator<Progress>;

const actions = {
  *switch(context, threads, thread) {
    const text = context.texts('chats.switched', { title: shownName(thread, context) });
    const now = thread.current ? threads : switched(threads, thread);
    yield* list(context, now, text, [{ type: 'switched', thread: thread.id }]);
  },

  *rename(context, threads, thread) {
    const title = oneLine(stringOption(context.command, 'title') ?? '');
    if (title === '') {
      yield* refusal(context.texts('chats.rename_how'), context);
      return;
    }
    const now = threads.map((each) => (each === thread ? { ...each, title } : each));
    const text = context.texts('chats.renamed', { title: escapeMarkdown(title) });
    yield* list(context, now, text, [{ type: 'titled', thread: thread.id, title }]);
  },

  async *delete(context, threads, thread) {
    const { texts, command } = context;
    if (!(await mayDrop(context, thread))) {
      yield* refusal(texts('press.stranger'), context);
      return;
    }
    const title = shownName(thread, context);
    if (command.options['confirm'] !== true) {
      const line = `chats delete=${reference(thread)} confirm=true`;
      const yes: Button = { line, label: texts('chats.delete_yes'), style: 'danger' };
      yield* menu(texts('chats.delete_sure', { title }), [[yes, { line: 'chats', label: texts('menu.back') }]]);
      return;
    }
    const others = threads.filter((each) => each !== thread);
    // Where the current one goes, an empty one begins.
    const now = thread.current ? [{ id: context.turn, at: 0, current: true }, ...others] : others;
    yield* list(context, now, texts('chats.deleted', { title }), [{ type: 'dropped', thread: thread.id }]);
  },
} as const satisfies Record<string, Action>;

/** Keeps the questions of one person. A thread with questions of several people, on whatever branch, belongs to nobody alone. */
async function mayDrop({ conversations, command, mayDecide }: CommandContext, { id }: Thread): Promise<boolean> {
  const { conversation, actor } = command;
  return mayDecide((await conversations.isAskedBy(conversation, id, actor.id)) ? actor.id : undefined);
}

function* list(
  context: CommandContext,
  threads: readonly Thread[],
  above?: string,
  events: readonly ConversationEvent[] = [],
): Generator<Progress> {
  const { texts, locales, command } = context;
  const page = pageOf(threads, SIZE, numberOption(command, 'page'));
  const lines = page.items.map((thread, index) => {
    const age = thread.at > 0 ? ` — ${locales.ago(context.now - thread.at, context.language)}` : '';
    const name = shownName(thread, context);
    return `${page.start + index + 1}\\. ${thread.current ? `**${name}** ✓` : name}${age}`;
  });
  const switches = page.items.map((thread, index): Button => {
    const label = `${page.start + index + 1}${thread.current ? ' ✓' : ''}`;
    return { line: `chats switch=${reference(thread)}`, label };
  });
  const [current] = threads.filter(({ current }) => current);
  const tools = current
    ? [
        { line: `chats rename=${reference(current)}`, label: texts('chats.rename'), form: true as const },
        { line: `chats delete=${reference(current)}`, label: texts('chats.delete') },
      ]
    : [];
  const text = [above ?? texts('chats.title'), lines.join('\n\n'), texts('chats.hint')].join('\n\n');
  yield* menu(text, [...inRows(switches, 5), turning(page, (to) => `chats page=${to}`), tools], { events });
}

/** The list once it is another's turn; of the one that is left nothing stays where nothing is in it and it has no title. */
function switched(threads: readonly Thread[], thread: Thread): Thread[] {
  const stays = ({ current, head, title }: Thread) => !current || head !== undefined || title !== undefined;
  const others = threads.filter((each) => each !== thread && stays(each));
  return [
    { ...thread, current: true },
    ...others.map((each) => ({ ...each, current: false })).toSorted((a, b) => b.at - a.at),
  ];
}

/** A thread as buttons and suggestions name it: its id alone could be taken for a number in the list. */
function reference({ id }: Thread): string {
  return `#${id}`;
}

/** Finds a thread by its reference, its number in the list or a part of its title. */
export function found(threads: readonly Thread[], wanted: string): Thread | undefined {
  const words = wanted.toLowerCase();
  return (
    threads.find((thread) => reference(thread) === wanted) ??
    threads[Number(wanted) - 1] ??
    threads.find(({ title, hint }) => (title ?? hint ?? '').toLowerCase().includes(words))
  );
}

/** Says that there is no such thread. Ids are for buttons and suggestions; people would not understand them. */
export function missing(wanted: string, { texts }: CommandContext): string {
  if (wanted.startsWith('#')) return texts('chats.gone');
  return texts('chats.unknown', { value: escapeMarkdown(headline(wanted, TITLE)) });
}

function nameOf({ title, hint }: Thread, texts: CommandContext['texts']): string {
  return title ?? (hint ? `“${hint}”` : texts('chats.untitled'));
}

function shownName(thread: Thread, { texts }: CommandContext): string {
  return escapeMarkdown(headline(nameOf(thread, texts), TITLE));
}
