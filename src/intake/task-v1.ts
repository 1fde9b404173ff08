import * as v from 'valibot';
import {
  type Command,
  type LateNotice,
  type Prompt,
  pieceSchema,
  quoteSchema,
  type Task,
  targetSchema,
  taskSchema,
} from '../ports/index.ts';

/** Tasks as versions up to 0.1.0 stored them: what had arrived, with what the core had made of it in the same object. */

const text = v.string();
const [prompt, command] = taskSchema.options;

const base = {
  v: v.literal(1),
  key: text,
  alsoKeys: v.exactOptional(v.array(text)),
  surface: text,
  conversation: text,
  ownConversation: v.exactOptional(text),
  lane: v.exactOptional(text),
  about: v.exactOptional(text),
  place: prompt.entries.place,
  actor: prompt.entries.actor,
  sentAt: prompt.entries.sentAt,
  target: targetSchema,
  amends: v.exactOptional(text),
  pieces: v.exactOptional(v.array(pieceSchema)),
  joint: v.exactOptional(text),
  quote: v.exactOptional(quoteSchema),
};

const promptV1 = v.object({
  ...base,
  kind: v.literal('prompt'),
  text,
  attachments: prompt.entries.attachments,
  skipped: v.exactOptional(v.boolean()),
});

const commandV1 = v.object({
  ...base,
  kind: v.literal('command'),
  name: text,
  options: command.entries.options,
  problem: command.entries.problem,
  material: command.entries.material,
  pressed: v.exactOptional(text),
  subject: v.exactOptional(text),
  openly: v.exactOptional(targetSchema),
  home: v.exactOptional(targetSchema),
  reworded: command.entries.editedPrompt,
});

export const taskV1 = v.variant('kind', [promptV1, commandV1]);

type TaskV1 = v.InferOutput<typeof taskV1>;
type CommandV1 = v.InferOutput<typeof commandV1>;

/** Effects of the commands there were, by name. */
const effects: Readonly<Record<string, 'revise' | 'renew' | 'remove'>> = {
  edit: 'revise',
  continue: 'revise',
  retry: 'renew',
  delete: 'remove',
};

/** Reads a task on. Keys, queues and ids stay, so that nothing is accepted, applied or shown twice. */
export function fromVersion1(stored: TaskV1): Task {
  const { key, alsoKeys, surface, conversation, ownConversation, place, actor, sentAt, target, pieces, joint } = stored;
  const { lane = conversation, about, amends } = stored;
  const common = {
    v: 2,
    key,
    ...(alsoKeys ? { alsoKeys } : {}),
    surface,
    conversation,
    ...(ownConversation === undefined ? {} : { ownConversation }),
    queue: lane,
    ...(about === undefined ? {} : { settingsChat: about }),
    place,
    actor,
    sentAt,
    target,
    cause: causeOf(stored),
    ...(amends === undefined ? {} : { editOf: amends }),
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
  } as const;
  const quote = stored.quote ? { quote: stored.quote } : {};
  if (stored.kind === 'command') return { ...common, ...quote, ...ofCommand(stored) };
  if (stored.skipped) return { ...common, kind: 'late' };
  return { ...common, ...quote, kind: 'prompt', text: stored.text, attachments: stored.attachments };
}

type Own<T extends Task> = Omit<T, keyof LateNotice> & Pick<T, 'kind'>;

function ofCommand(stored: CommandV1): Own<Prompt> | Own<Command> {
  const { name, options, problem, material, pressed, subject, openly, home, reworded } = stored;
  const { prompt: words, model } = options;
  if (name === 'ask' && !problem) {
    const tier = model === 'basic' || model === 'advanced' ? ({ tier: model } as const) : {};
    return { kind: 'prompt', text: typeof words === 'string' ? words : '', attachments: [], ...tier };
  }
  const effect = effects[name];
  return {
    kind: 'command',
    name,
    options,
    ...(problem ? { problem } : {}),
    ...(material ? { material } : {}),
    ...(effect ? { effect } : {}),
    ...(subject === undefined ? {} : { turnId: subject }),
    ...(pressed === undefined ? {} : { menuMessage: pressed }),
    ...(openly ? { askedAt: openly } : {}),
    ...(home ? { origin: home } : {}),
    ...(reworded ? { editedPrompt: reworded } : {}),
  };
}

function causeOf(stored: TaskV1): Task['cause'] {
  const message = stored.target.prompt === undefined ? 'command' : 'message';
  if (stored.kind === 'prompt') return 'message';
  const { name, pressed, subject, reworded } = stored;
  if (reworded) return 'edit';
  // Both a button and a deleted message made a /delete about a turn; only the press holds a token.
  if (name === 'delete' && subject !== undefined) return stored.target.pace === undefined ? 'delete' : 'press';
  return pressed !== undefined || subject !== undefined || name === 'form' ? 'press' : message;
}
