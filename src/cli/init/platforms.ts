import { problemWith } from '../../config/index.ts';
import { platforms } from '../../config/platforms.ts';
import type { Hindrance, Introduction } from '../../ports/index.ts';
import { type Fault, isFault } from '../../util/errors.ts';
import { askUnchecked, type Interview, sentenceOf } from './interview-parts.ts';
import { tokenOption } from './options.ts';

/** Bot on one platform; without an introduction where the token could not be checked. */
export interface Bot {
  title: string;
  introduction?: Introduction;
}

const forms = Object.entries(platforms).map(([name, platform]) => ({ name, ...platform }));

type Platform = (typeof forms)[number];

/** Asks for platforms and their tokens, until each token is a bot's or is kept unchecked. */
export async function askPlatforms(parts: Interview): Promise<readonly Bot[]> {
  const { ask, draft } = parts;
  const there = forms.filter(({ enabledBy }) => draft.has(enabledBy));
  const others = forms.filter((each) => !there.includes(each));
  const isGiven = there.some(({ enabledBy }) => !draft.stands(enabledBy));
  const question = {
    text: there.length > 0 ? 'Shall it speak anywhere else? (Enter: no)' : 'Where shall the bot speak? (Space chooses)',
    option: others.map(({ name }) => `--${tokenOption(name)}`).join(' or '),
  };
  const choices = others.map(({ name, title }) => ({ value: name, label: title }));
  const wanted = isGiven || others.length === 0 ? [] : await ask.several(question, choices, there.length > 0 ? 0 : 1);
  const bots: Bot[] = [];
  for (const platform of forms) {
    if (there.includes(platform) || wanted.includes(platform.name)) bots.push(await askToken(platform, parts));
  }
  return bots;
}

async function askToken(platform: Platform, parts: Interview): Promise<Bot> {
  const { ask, draft, looks } = parts;
  const { name, title, enabledBy, obtain } = platform;
  for (;;) {
    if (!draft.has(enabledBy)) {
      ask.tell(`${title}: ${obtain}.`);
      const question = { text: `Token of the bot on ${title}`, option: `--${tokenOption(name)}` };
      draft.answer(
        enabledBy,
        await ask.write(question, { secret: true, problem: (text) => problemWith(enabledBy, text) }),
      );
    }
    try {
      const introduction = await ask.during(`Asking ${title} whose token it is`, looks.introduce(name, draft.config()));
      ask.tell(`${title}: this is ${introduction.name}.`, 'good');
      if ((await heed(introduction.hindrances, parts)) === 'done') return { title, introduction };
    } catch (error) {
      if (!isFault(error)) throw error;
      if ((await afterFailure(error, platform, parts)) === 'keep') return { title };
    }
  }
}

async function afterFailure(
  fault: Fault,
  { enabledBy, obtain }: Platform,
  parts: Interview,
): Promise<'again' | 'keep'> {
  const { ask, draft } = parts;
  const isRefused = fault.kind === 'unauthorized';
  if (draft.stands(enabledBy)) {
    const advice = isRefused ? `Correct ${enabledBy} in .env: ${obtain}.` : fault.facts.advice;
    ask.tell(sentenceOf(fault, advice), 'bad');
    return 'keep';
  }
  if (isRefused) ask.refuse(sentenceOf(fault, 'Copy the whole of it once more.'));
  const next = isRefused ? 'other' : await askUnchecked(parts, sentenceOf(fault));
  if (next === 'other') draft.forget(enabledBy);
  return next === 'keep' ? 'keep' : 'again';
}

/** Asks what to do about each switch that stands against the settings. */
async function heed(hindrances: readonly Hindrance[], { ask, draft }: Interview): Promise<'done' | 'again'> {
  for (const { message, mend, without } of hindrances) {
    const question = { text: `${message}\n${mend}`, option: 'a change there', usual: 'later' };
    const lines = Object.entries(without ?? {});
    const next = await ask.choose(question, [
      { value: 'again', label: 'It is done: look again' },
      ...(without
        ? [{ value: 'without', label: `Do without: ${lines.map((line) => line.join('=')).join(', ')}` }]
        : []),
      { value: 'later', label: 'Leave it for later' },
    ]);
    if (next === 'again') return 'again';
    if (next === 'without') for (const [name, value] of lines) draft.answer(name, value);
    else ask.tell(`${message} ${mend}`, 'bad');
  }
  return 'done';
}
