import { conversationMaterial, NAMING, promptText } from '../answering/prompts.ts';
import type { Conversations, Thread } from '../conversation/conversations.ts';
import { type BranchExchange, isHeard, shownAnswer } from '../conversation/exchange.ts';
import { ownWords } from '../conversation/prompt-record.ts';
import type { Clock, Log, Model, ModelCatalog, ModelRequest, PromptRecord } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { isFault } from '../util/errors.ts';
import { LruCache } from '../util/lru.ts';
import { clip, isBlank, oneLine } from '../util/text.ts';

export interface TitlesParts {
  model: Model;
  models: ModelCatalog;
  conversations: Conversations;
  clock: Clock;
  log: Log;
  /** Names threads only when true. */
  enabled: boolean;
}

/** Gives conversations names in the background. Nobody waits for it, and its failures are only logged. */
export interface Titles {
  /** Names the threads of a conversation that have no title yet. May do nothing, when much is being named already. */
  name(conversation: string): void;
  /** Ends what is going on; resolves once it has ended. */
  close(): Promise<void>;
}

/** Most threads named at a time. */
const THREADS = 3;
/** Most conversations at once; more are left for their next turn. */
const AT_ONCE = 4;
/** Most of a thread that the model reads, in UTF-16 units. */
const MATERIAL = 2000;
/** Longest title, in UTF-16 units. */
const TITLE = 40;
/** Enough for a title after some thought. */
const TOKENS = 500;
/** For all titles of a conversation, ms. */
const TIME_LIMIT = 60_000;
/** Most attempts to name a thread in the life of this process. */
const TRIES = 2;
/** Most threads whose attempts are remembered. */
const REMEMBERED = 1000;

export function createTitles({ model, models, conversations, clock, log, enabled }: TitlesParts): Titles {
  const closing = new AbortController();
  const running = new Map<string, Promise<void>>();
  const tries = new LruCache<number>(REMEMBERED);

  async function nameThreads(conversation: string, signal: AbortSignal): Promise<void> {
    const nameless = (await conversations.threads(conversation)).filter(
      ({ id, title, head }) => title === undefined && head !== undefined && tried(conversation, id) < TRIES,
    );
    for (const thread of nameless.slice(0, THREADS)) {
      signal.throwIfAborted();
      tries.set(`${conversation} ${thread.id}`, tried(conversation, thread.id) + 1);
      await nameThread(conversation, thread, signal);
    }
  }

  const tried = (conversation: string, thread: string) => tries.get(`${conversation} ${thread}`) ?? 0;

  async function nameThread(conversation: string, { id, head }: Thread, signal: AbortSignal): Promise<void> {
    const { turns } = await conversations.context(conversation, head);
    const material = materialOf(turns);
    if (isBlank(material)) return;
    const asker = turns.findLast((turn) => turn.asker !== undefined)?.asker;
    const title = cleaned(await ask(requestFor(material, models, { chat: conversation, asker }), signal));
    if (title === '') return;
    // A person may have named it meanwhile, or thrown it away.
    const now = (await conversations.threads(conversation)).find((thread) => thread.id === id);
    if (!now || now.title !== undefined) return;
    signal.throwIfAborted();
    const deed = { conversation, chat: conversation, turn: `title-${id}`, asker: '', parts: [] };
    await conversations.apply({ ...deed, at: clock.now() }, [{ type: 'titled', thread: id, title }]);
  }

  /** Answer of the model; undefined if it did not finish. */
  async function ask(request: ModelRequest, signal: AbortSignal): Promise<string> {
    let said = '';
    try {
      for await (const event of model.stream(request, signal)) {
        if (event.type === 'text') said += event.delta;
        else if (event.reason !== 'complete') return '';
      }
    } catch (error) {
      // Left out from the next request on.
      if (isFault(error, 'model_rejected')) models.noteRefusal(request.model, error.facts);
      throw error;
    }
    return said;
  }

  async function run(conversation: string): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([closing.signal, over.signal]);
    const limit = new AbortController();
    clock.sleep(TIME_LIMIT, limit.signal).then(
      () => over.abort(OVER),
      () => undefined,
    );
    try {
      await nameThreads(conversation, signal);
    } catch (error) {
      if (!closing.signal.aborted) log.debug({ error, conversation }, 'A conversation could not be named');
    } finally {
      limit.abort(OVER);
      running.delete(conversation);
    }
  }

  return {
    name(conversation) {
      if (!enabled || closing.signal.aborted) return;
      if (running.has(conversation) || running.size >= AT_ONCE) return;
      running.set(conversation, run(conversation));
    },
    async close() {
      closing.abort(OVER);
      await Promise.all(running.values());
    },
  };
}

/** Payer of a title: whoever asked last in the thread. */
interface Payer {
  chat: string;
  asker: string | undefined;
}

function requestFor(material: string, models: ModelCatalog, { chat, asker }: Payer): ModelRequest {
  const name = models.chat('basic');
  // As little thought as the model knows; one of which nothing is known is not told.
  const effort = models.acceptedValues(name, 'effort').find((value) => value === 'none' || value === 'minimal');
  return {
    model: name,
    system: NAMING,
    onBehalf: { chat, purpose: 'title', ...(asker === undefined ? {} : { actor: asker }) },
    messages: [{ role: 'user', text: conversationMaterial(material) }],
    ...models.acceptedParameters(name, { maxOutputTokens: TOKENS, ...(effort === undefined ? {} : { effort }) }),
  };
}

/** The first words of a thread, of a task only the text it is about. */
function materialOf(turns: readonly BranchExchange[]): string {
  const asked = (prompt: PromptRecord) => (prompt.standalone ? ownWords(prompt) : promptText(prompt));
  const texts = turns.filter(isHeard).flatMap((turn) => [asked(turn.prompt), shownAnswer(turn)?.text ?? '']);
  return clip(texts.filter((text) => !isBlank(text)).join('\n\n'), MATERIAL);
}

/** One line without what models put around a title: quotes, marks of Markdown, a full stop. */
function cleaned(said: string): string {
  const line = oneLine(said.split('\n').find((each) => !isBlank(each)) ?? '');
  const bare = line.replace(/^[\s"'“”„‘’«»「」『』《》*_#`]+|[\s"'“”„‘’«»「」『』《》*_#`.。…]+$/gu, '');
  return clip(bare, TITLE);
}
