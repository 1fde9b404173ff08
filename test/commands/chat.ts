import type { CommandRule } from '../../src/admission/command-rules.ts';
import type { Grants } from '../../src/admission/grants.ts';
import type { Knock } from '../../src/admission/knocks.ts';
import { commands } from '../../src/commands/index.ts';
import { type Conversations, createConversations } from '../../src/conversation/conversations.ts';
import { createOverheard } from '../../src/conversation/overheard.ts';
import { readPress } from '../../src/intake/presses.ts';
import { createResolve } from '../../src/intake/resolve.ts';
import { createSuggest } from '../../src/intake/suggest.ts';
import { createLocales } from '../../src/locales/index.ts';
import { createFacts } from '../../src/memory/facts.ts';
import { createCatalog } from '../../src/model/catalog.ts';
import type { Door } from '../../src/net/door.ts';
import { createPersonas, type Personas } from '../../src/personas/personas.ts';
import type {
  Button,
  ButtonPress,
  Command,
  Condition,
  Ending,
  Final,
  ModelParameters,
  ModelRequest,
  Prompt,
  Surface,
  Task,
  Tool,
} from '../../src/ports/index.ts';
import type { OperatorSettings } from '../../src/settings/effective.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { applyTurn } from '../../src/turns/apply.ts';
import { controlsUnder, finalOf } from '../../src/turns/final.ts';
import { createPicturePlaces } from '../../src/turns/picture-places.ts';
import { createBot } from '../../src/turns/respond.ts';
import { wordsOf } from '../../src/util/messages.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { attempt, manners, promptOf, toolBounds, withFile } from '../fixtures.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { doorTo, startWeb } from '../support/web.ts';
import {
  closed,
  eventFor,
  knowledgeOf,
  modelSaying,
  noBatches,
  noGrants,
  type PermissionOptions,
  peopleOf,
  permissionsOf,
  privacyOf,
  type Reply,
  schedulesIn,
  surfaceOf,
} from './chat-surroundings.ts';
import { dataOf, type Said } from './said.ts';

export interface ChatOptions extends PermissionOptions {
  /** Names of the models people may choose. */
  offered?: string[];
  basic?: string;
  advanced?: string;
  conditions?: () => Promise<Condition[]>;
  linkTo?: NonNullable<Surface['linkTo']>;
  /** The operator's rules for commands. */
  rules?: readonly CommandRule[];
  /** Whether answers can grow as drafts here. */
  drafts?: boolean;
  system?: string;
  noticed?: (conversation: string, seen: { room?: number }) => void;
  tokens?: number;
  /** The operator's own choice. */
  parameters?: ModelParameters;
  /** In days, by the operator. */
  retention?: number;
  locale?: string;
  /** Those of another chat: the same, seen by a bot with other options. */
  conversations?: Conversations;
  /** Age of a message from which its answer says that it is late, ms; 0 for never. */
  lateAfterMs?: number;
  /** After so long without a word a new conversation begins, ms; 0 for never. */
  idleMs?: number;
  /** Length of turn ids, which SQLite counts up: to see the longest. */
  idLength?: number;
  grants?: Grants;
  /** People and places that asked in vain. */
  knocks?: readonly Knock[];
  personas?: Partial<Personas>;
  /** Way to the web; absent, it leads nowhere. */
  door?: Door;
  /** Tools that there are; the operator lets answers use their groups, or these. */
  tools?: readonly Tool[];
  groups?: readonly string[];
  /** Content of every file that is sent. */
  file?: Uint8Array;
}

const specs = commands.map(({ spec }) => spec);

/** One chat with the whole of what the bot says: real commands, texts and history; a model that says what it is told. */
export function openChat(options: ChatOptions = {}) {
  const clock = createFakeClock(Date.parse('2026-11-21T12:00:00Z'));
  const log = createTestLog();
  const { documents } = createMemoryDocuments();
  const conversations = options.conversations ?? createConversations(documents, 40);
  const overheard = createOverheard({ documents, log, clock });
  const { knowledge, openLibrary } = knowledgeOf(documents, clock, options.tokens);
  const facts = createFacts(documents);
  const schedules = schedulesIn(documents, clock);
  const [requests, replies]: [ModelRequest[], Reply[]] = [[], []];
  const model = modelSaying(requests, replies);
  const { basic = 'gpt-4.1', advanced = 'gpt-6-sol', offered = [] } = options;
  const models = createCatalog({ basic, advanced, image: 'gpt-image-2', offered });
  const operator: OperatorSettings = {
    models,
    parameters: options.parameters ?? {},
    history: 'topic',
    streaming: () => 'edits',
    ...{ ...manners, retention: options.retention ?? 0 },
    tools: options.groups ?? [...new Set(options.tools?.map(({ group }) => group))],
  };
  const permissions = permissionsOf(options);
  const grants = options.grants ?? noGrants;
  const people = peopleOf({ documents, clock });
  const suggesting = {
    models,
    operator,
    conversations,
    commands,
    locales: createLocales(options.locale),
    permissions,
    people,
    personas: { ...createPersonas({ documents, secret: new Uint8Array(32), clock, log }), ...options.personas },
  };
  const surface = () => surfaceOf(options);
  const bot = createBot({
    ...suggesting,
    rules: options.rules ?? [],
    overheard,
    model,
    log,
    blobs: { get: async () => undefined },
    systemPrompt: options.system ?? 'Be kind.',
    ...{ knowledge, openLibrary, contacts: [], door: options.door ?? doorTo(startWeb()) },
    tools: { sources: [fixedTools(options.tools ?? [])], bounds: toolBounds, serviceSearch: 'off', leaveMs: 1000, log },
    marks: testMarks,
    memory: { summaries: true, noticed: options.noticed ?? (() => undefined) },
    window: { tokens: options.tokens ?? 0, turns: 40 },
    clock,
    ...{ surface, drew: () => undefined },
    pictures: createPicturePlaces(0, clock),
    sources: createPicturePlaces(0, clock),
    ...{ perception: withFile(options.file), batches: noBatches },
    grants,
    knocks: { note: async () => undefined, list: async () => [...(options.knocks ?? [])] },
    ...{ facts, privacy: privacyOf({ documents, grants, conversations }) },
    conditions: async () => (await options.conditions?.()) ?? [],
    idleMs: options.idleMs ?? 0,
    buttons: true,
    lateAfterMs: options.lateAfterMs ?? 0,
    ...{ dueLateAfterMs: 300_000, schedules },
  });
  // What another bot has said in the same chat has ids of its own.
  const before = options.conversations ? 1000 : 0;
  let count = options.idLength === undefined ? before : 10 ** (options.idLength - 1);
  let bubbles = before;

  /** Answers and applies, as a turn does. */
  async function hand(task: Task, parts: string[] = []): Promise<Said> {
    count += 1;
    const turn = BigInt(count).toString();
    let end: Ending | undefined;
    for await (const progress of bot.respond({ id: turn, ...attempt }, task, new AbortController().signal)) {
      if (progress.type === 'end') end = progress.end;
    }
    if (!end) throw new Error('The answer had no end');
    if (parts.length === 0) {
      bubbles += 1;
      parts = [`b${bubbles}`];
    }
    // Through JSON, as it is stored before it is applied.
    const final: Final = JSON.parse(JSON.stringify(finalOf(end)));
    const screen = { ids: end.hidden ? [] : parts, files: end.files && !end.hidden ? parts : [] };
    await applyTurn(
      { conversations, clock, surface, batches: noBatches },
      { id: turn, task },
      final,
      screen,
      task.target.chat,
    );
    // That what is off every branch is recorded is the same for all of it: answering/ending/record.test.ts.
    const events = end.events.filter(({ type }) => type !== 'recorded');
    const controls = controlsUnder({ id: turn, task }, final) ?? [];
    return { turn, end: { ...end, events }, controls, text: [end.text, end.notice].filter(Boolean).join('\n'), parts };
  }

  const { locales } = suggesting;
  const reading = { inbox: closed, conversations, specs, locales, operator, surface };
  const intake = { ...reading, permissions, people, isOutranked: async () => false };
  const resolve = createResolve(intake);

  async function onlyField(line: string, text: string): Promise<Record<string, string>> {
    const { fields } = await bot.form(promptOf(), line, 'test:1');
    return Object.fromEntries(fields.map(({ option }) => [option, text]));
  }

  /**
   * Takes in the press of a button under what the bot said; a string is a line that was kept as an entry there. `input`:
   * and of the form it opens, filled in; a text is that of its only field.
   */
  async function accept(
    button: Button | string,
    on: Said,
    over: Partial<Prompt> & { input?: string | Record<string, string> } = {},
  ): Promise<Command> {
    const { input, ...rest } = over;
    const [message = ''] = on.parts;
    const data = typeof button === 'string' ? button : dataOf(button, on);
    const line = typeof button === 'string' ? button.replace(/^\?/, '') : button.line;
    const given = typeof input === 'string' ? await onlyField(line, input) : input;
    const press: ButtonPress = { type: 'press', data, message, ...(given === undefined ? {} : { input: given }) };
    const acting = await resolve(eventFor(press, rest));
    if (acting.kind !== 'action') throw new Error('no act');
    const find: Conversations['find'] = async (...at) => {
      const found = await conversations.find(...at);
      if (!found || typeof button !== 'string') return found;
      const said = button.startsWith('?') ? { line: button.slice(1), form: true as const } : { line: button };
      return { ...found, exchange: { ...found.exchange, entries: [...(found.exchange.entries ?? []), said] } };
    };
    const parts = { ...intake, bot, conversations: { ...conversations, find } };
    const read = await readPress(parts, acting, press, new AbortController().signal);
    if (read.type !== 'task' || read.task.kind !== 'command') throw new Error(`No command: ${JSON.stringify(read)}`);
    return read.task;
  }

  return {
    ...{ bot, schedules, facts, clock, conversations, knowledge, overheard, requests, replies, log, hand },
    personas: suggesting.personas,
    suggest: createSuggest(suggesting),
    /** Somebody writes. */
    async say(text: string, over: Partial<Prompt> = {}): Promise<Said> {
      const { quote, source, attachments = [], ...rest } = over;
      const about = { ...(quote ? { quote } : {}), ...(source ? { source } : {}) };
      const sent = { at: clock.now(), length: text.length };
      const body = { type: 'message' as const, text, addressed: true, attachments, ...sent, ...about };
      const task = await resolve(eventFor(body, rest));
      if (task.kind === 'action') throw new Error(`No task: ${text}`);
      return hand(task);
    },
    accept,
    /** Somebody presses a button under what the bot said, and is answered. */
    press: async (...pressed: Parameters<typeof accept>): Promise<Said> =>
      hand(await accept(...pressed), pressed[1].parts),
    /** What the model would be told as a reply to `text`, oldest first. */
    async heard(): Promise<string[]> {
      const { turns } = await conversations.context('test:1');
      return turns.flatMap(({ prompt, answers, shown }) => [
        prompt.text,
        (answers[shown ?? -1] ?? answers.at(-1))?.text ?? '',
      ]);
    },
  };
}

export type Chat = ReturnType<typeof openChat>;

/** What the model was told last, text by text. */
export function asked(chat: Chat): string[] | undefined {
  return chat.requests.at(-1)?.messages.map(wordsOf);
}

/** The question that was answered by `said` gets other words. */
export function edited(
  chat: Chat,
  { turn, parts }: Said,
  words: string | NonNullable<Command['editedPrompt']>,
  over: Partial<Prompt> = {},
): Promise<Said> {
  const { kind: _k, text: _t, attachments: _as, ...base } = promptOf(over);
  const edit = { ...base, cause: 'edit' as const, kind: 'command' as const, name: 'edit', options: { turn } };
  return chat.hand({ ...edit, turnId: turn, editedPrompt: typeof words === 'string' ? { text: words } : words }, parts);
}

/** A chat with so many answered questions. */
export async function withTurns(count: number, options: ChatOptions = {}): Promise<Chat> {
  const chat = openChat(options);
  for (let at = 1; at <= count; at += 1) await chat.say(`Question ${at}`);
  return chat;
}
