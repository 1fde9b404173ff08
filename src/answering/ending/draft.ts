import type { AgentEvent } from '../../agent/loop.ts';
import { createUsed, toolName, type Used } from '../../agent/used.ts';
import type { Counted } from '../../conversation/window.ts';
import type { Texts } from '../../locales/index.ts';
import type { EndReason, KeptFile, Offer, OutgoingFile, Pending, Progress } from '../../ports/index.ts';
import { escapeMarkdown, headline, headOf, isBlank } from '../../util/text.ts';
import type { Branch, Question } from '../question.ts';
import type { RequestParts } from '../request/parts.ts';
import { type Account, createAccount } from '../request/usage.ts';
import type { Speaking } from '../told/preamble.ts';
import type { Heard } from '../told/summarised.ts';
import { createUnmarked, type Unmarked } from './citing.ts';
import { createThought, type Thought } from './thought.ts';

/** Answer in the making. */
export interface Draft {
  question: Question;
  /** Branch it belongs to; absent where the history could not be read. */
  context?: Branch;
  text: string;
  /** Files that are named in its journal: pictures, and what tools gave. */
  kept: KeptFile[];
  /** Pictures that were drawn since. */
  files: OutgoingFile[];
  /** As in Ending. */
  transcript?: readonly string[];
  thought: Thought;
  account: Account;
  /** Words of it, without what only the program reads. */
  unmarked: Unmarked;
  /** Turns before it whose tokens were counted, by id. */
  counted: Map<string, Counted>;
  /** Turns before it as they are told, and words for older ones. */
  heard?: Heard;
  used: Used;
  /** Deeds that its tools propose. */
  offers: Offer[];
  /** Words of the model about what it does next. */
  commentary: string;
  /** Name of a tool whose call is at work, and changes something. */
  doing?: string;
  /** Names of those that were done. */
  done: string[];
  /** Names of those of which nobody knows whether they were. */
  unknown: string[];
  /** Question that the answer ends with, as Markdown. */
  asks?: string;
  pending?: Pending;
  /** As in AnswerRecord. */
  choices?: readonly string[];
}

export type DraftParts = Pick<RequestParts, 'operator' | 'layers' | 'task'> & Pick<Speaking, 'persona' | 'contact'>;

export function createDraft(parts: DraftParts, question: Question): Draft {
  return {
    question,
    text: '',
    kept: [],
    files: [],
    thought: createThought(parts),
    account: createAccount(),
    unmarked: createUnmarked(parts),
    counted: new Map(),
    used: createUsed(),
    offers: [],
    commentary: '',
    done: [],
    unknown: [],
  };
}

/** Takes what is none of the words. */
export function absorb(parts: DraftParts, draft: Draft, event: AgentEvent): void {
  draft.used.see(event);
  if (event.type === 'reasoning') draft.thought.add(event.delta);
  else if (event.type === 'picture') {
    if (draft.kept.length + draft.files.length < MOST_FILES) draft.files.push(event.file);
  } else if (event.type === 'kept') {
    draft.kept.push(...event.files.slice(0, MOST_FILES - draft.kept.length));
    draft.files = [];
  } else if (event.type === 'spent') draft.account.add(event.usage);
  else if (event.type === 'offer') draft.offers.push(event.offer);
  else if (event.type === 'commentary') draft.commentary += event.delta;
  else if (event.type === 'doing') draft.doing = event.title;
  else if (event.type === 'done') {
    delete draft.doing;
    if (!event.isError) draft.done.push(event.title);
  } else if (event.type === 'unknown') draft.unknown.push(event.title);
  else if (event.type === 'reset') {
    const { keeps = '' } = event;
    draft.thought.add(draft.text.slice(keeps.length));
    draft.text = keeps;
  } else if (event.type === 'again' && isBlank(draft.text)) {
    // One that goes on with an answer thinks on.
    draft.thought = createThought(parts);
  }
}

/** Longest line about what is going on, in UTF-16 units. */
const MOST_LINE = 160;
/** Most files of one answer: as many as a platform shows together. */
const MOST_FILES = 10;
/** Longest question of a model, in UTF-16 units. */
const MOST_QUESTION = 1000;

/** Says what is going on, where that takes its time and no words come: Markdown of one line. */
export function goingOn(draft: Draft, event: AgentEvent, texts: Texts): string | undefined {
  switch (event.type) {
    case 'drawing':
      return texts('media.drawing');
    case 'commentary':
      return escapeMarkdown(headline(draft.commentary, MOST_LINE));
    case 'note':
      return escapeMarkdown(headline(event.line, MOST_LINE));
    case 'using':
      return texts('tools.using', { name: toolName(event, texts) });
    case 'working':
      return event.query === undefined
        ? texts(`tools.working.${event.on}`)
        : texts('tools.working.query', { query: escapeMarkdown(headline(event.query, MOST_LINE)) });
    default:
      return undefined;
  }
}

/** Takes a question that the answer ends with; false where an event is none. */
export function takeQuestion(
  draft: Draft,
  event: AgentEvent,
  { texts, buttons }: { texts: Texts; buttons: boolean },
): boolean {
  if (event.type === 'question') {
    const { question, choices } = event;
    const list = buttons ? [] : choices.map((choice) => `- ${escapeMarkdown(choice)}`);
    if (question !== undefined)
      draft.asks = [headOf(question, MOST_QUESTION), list.join('\n')].filter(Boolean).join('\n\n');
    draft.choices = choices;
    return true;
  }
  if (event.type !== 'asks') return false;
  const title = toolName(event, texts);
  // Its title is the server's word, and two tools may have the same: what is allowed has the name by which it is called.
  const call = `${event.call.name} ${event.shown}`;
  draft.asks = `${texts('approve.question', { name: title })}\n\n\`\`\`\n${call}\n\`\`\``;
  draft.pending = { ...event.pending, title: headline(event.title ?? event.call.name, MOST_LINE), said: draft.text };
  return true;
}

/** Ends at which the model has told what it wanted to. */
const TOLD: readonly EndReason[] = ['complete', 'length', 'filtered'];

/** Says what became of calls that change something, where the answer itself may not. */
export function aboutDeeds({ doing, done, unknown }: Draft, reason: EndReason, texts: Texts): string | undefined {
  const name = (title: string) => ({ name: escapeMarkdown(headline(title, MOST_LINE)) });
  const open = doing === undefined ? unknown : [...unknown, doing];
  const sentences = new Set([
    ...(TOLD.includes(reason) ? [] : done.map((title) => texts('tools.done', name(title)))),
    ...open.map((title) => texts('tools.unknown', name(title))),
  ]);
  return sentences.size > 0 ? [...sentences].join(' ') : undefined;
}

/** Words of an answer, with the question that it ends with. */
export function wholeText({ text, asks }: Draft): string {
  return asks === undefined ? text : [text.trimEnd(), asks].filter(Boolean).join('\n\n');
}

export function isNothing(draft: Draft): boolean {
  return isBlank(draft.text) && !hasFiles(draft);
}

export function hasFiles({ kept, files }: Draft): boolean {
  return kept.length + files.length > 0;
}

/** Gives the text so far. `line`: what is going on. */
export function grown({ question, text, transcript }: Draft, line = ''): Progress {
  const said = (question.replaces?.prefix ?? '') + text;
  const whole = line === '' ? said : `${said}\n\n*${line}*`.trimStart();
  return { type: 'text', text: whole, ...(transcript ? { transcript } : {}) };
}
