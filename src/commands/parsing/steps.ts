import type { CommandSpec, Exchange, FormSteps, OptionProblem } from '../../ports/index.ts';
import { type FormInput, problemOf } from './parse.ts';

/**
 * Form that is asked field by field, by messages that wait for a reply. What was given lies with the form's exchange, so that
 * it outlives the process. All of it is plain data; the functions are pure.
 */

/** Words of a reply that say what becomes of the question, as they are typed. */
const words = { '/skip': 'skip', '/empty': 'empty', '/cancel': 'cancel' } as const;

export type StepWord = (typeof words)[keyof typeof words];

/** Reads a reply that is no text for the field; undefined for all others. */
export function stepWord(text: string): StepWord | undefined {
  const [, said] = Object.entries(words).find(([word]) => word === text.trim().toLowerCase()) ?? [];
  return said;
}

/** Most answered questions, and most replies, that a form knows again. */
const REMEMBERED = 40;

/** Reply to a question of a form. */
export interface StepReply {
  /** Platform id of the question's message. */
  to: string;
  /** Platform id of the reply; unknown where the platform does not say. */
  id?: string | undefined;
  text: string;
  /** The question is the one that was asked last. */
  isNewest: boolean;
}

/** Thing that comes of a reply. */
export type Taken =
  /** All fields are filled in. */
  | { type: 'complete'; input: FormInput }
  /** The field that `steps` names is asked for, after what has to be said first. */
  | { type: 'ask'; steps: FormSteps; said?: Said }
  /** The form is over; it was before where `again` is set. */
  | { type: 'over'; steps: FormSteps; again?: true };

/** Thing that is said above a question. */
export type Said =
  | { key: 'form.words' | 'form.required' | 'form.answered' }
  | { key: 'form.changed'; option: string }
  | { key: 'option'; problem: OptionProblem };

/** FormSteps of a form that waits for a reply; undefined where a message waits for none. */
export function stepsOf(menu: Exchange['menu'], specs: readonly CommandSpec[]): FormSteps | undefined {
  if (menu?.completes === undefined) return undefined;
  if (menu.steps) return menu.steps;
  const free = specOf(menu.completes, specs)?.options.find(({ rest }) => rest);
  return free && { fields: [{ option: free.name }], at: 0, given: {}, about: {}, replies: [] };
}

/** Command that a line names. */
export function specOf(line: string, specs: readonly CommandSpec[]): CommandSpec | undefined {
  const [name] = line.split(' ', 1);
  return specs.find((spec) => spec.name === name);
}

/** Takes what somebody replied to a question of a form. Nothing of what was given before is lost. */
export function take(steps: FormSteps, reply: StepReply, spec: CommandSpec): Taken {
  if (steps.over) return { type: 'over', steps, again: true };
  const word = stepWord(reply.text);
  if (word === 'cancel') return { type: 'over', steps: { ...steps, given: {}, over: true } };
  const current = steps.fields[steps.at]?.option;
  const option = steps.about[reply.to] ?? (reply.isNewest ? current : undefined);
  const field = steps.fields.find((each) => each.option === option);
  if (option === undefined || !field) return { type: 'ask', steps, said: { key: 'form.answered' } };
  const noted = withReply(steps, reply, option);
  const value = textFor(word, reply.text, steps.given[option]);
  if (value === '' && !(field.optional && word)) {
    return { type: 'ask', steps: noted, said: { key: word ? 'form.required' : 'form.words' } };
  }
  const known = spec.options.find(({ name }) => name === option);
  const problem = known && problemOf(known, value);
  if (problem) return { type: 'ask', steps: noted, said: { key: 'option', problem } };
  const given = { ...steps.given, [option]: value };
  if (option !== current) return { type: 'ask', steps: { ...noted, given }, said: { key: 'form.changed', option } };
  if (steps.at + 1 >= steps.fields.length) return { type: 'complete', input: given };
  return { type: 'ask', steps: { ...noted, given, at: steps.at + 1 } };
}

/** Tells whether a message is a reply to a question of a form that is kept with this exchange. */
export function isStepReply({ menu }: Pick<Exchange, 'menu'>, message: string): boolean {
  return menu?.steps?.replies.includes(message) === true;
}

function textFor(word: StepWord | undefined, text: string, before = ''): string {
  if (word === 'skip') return before;
  return word === 'empty' ? '' : text.trim();
}

function withReply(steps: FormSteps, { to, id }: StepReply, option: string): FormSteps {
  const about = [...Object.entries(steps.about).filter(([message]) => message !== to), [to, option] as const];
  const replies = [...steps.replies.filter((each) => each !== id), ...(id === undefined ? [] : [id])];
  return { ...steps, about: Object.fromEntries(about.slice(-REMEMBERED)), replies: replies.slice(-REMEMBERED) };
}
