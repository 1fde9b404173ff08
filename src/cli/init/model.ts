import { problemWith } from '../../config/index.ts';
import { settingOf } from '../../config/settings.ts';
import { isOpenAi } from '../../model/official.ts';
import { isFault } from '../../util/errors.ts';
import { askUnchecked, type Interview, sentenceOf } from './interview-parts.ts';

const KEY = 'OPENAI_API_KEY';
const ADDRESS = 'OPENAI_BASE_URL';
const MODEL = 'OPENAI_MODEL';
const ADVANCED = 'OPENAI_MODEL_ADVANCED';

const keyHow = 'OpenAI: https://platform.openai.com/api-keys, Create new secret key.';

/** Asks for the model's service, key and name. Where .env has a service, that stays. */
export async function askModel(parts: Interview): Promise<void> {
  const { draft } = parts;
  if (draft.stands(KEY) || draft.stands(ADDRESS)) return;
  if (!draft.has(KEY) && !draft.has(ADDRESS)) await askService(parts);
  const names = await list(parts);
  await askName(parts, names);
}

async function askService({ ask, draft, looks }: Interview): Promise<void> {
  const found = await ask.during('Looking for models on this machine', looks.nearby());
  const question = { text: 'Which model shall answer?', option: '--openai-key or --base-url' };
  const choice = await ask.choose(question, [
    { value: 'openai', label: "OpenAI's", hint: 'needs a key' },
    ...found.map(({ title, baseUrl, models }) => ({
      value: baseUrl,
      label: `${title} on this machine`,
      hint: models.length === 1 ? `${models[0]}` : `${models.length} models`,
    })),
    { value: 'other', label: 'One at another address', hint: "any server that speaks OpenAI's API" },
  ]);
  if (choice === 'openai') return;
  if (choice !== 'other') return draft.answer(ADDRESS, choice);
  const address = await ask.write(
    { text: 'Address of the model', option: '--base-url' },
    { example: 'https://openrouter.ai/api/v1', problem: (text) => problemWith(ADDRESS, text) },
  );
  draft.answer(ADDRESS, new URL(address).pathname === '/' ? new URL('/v1', address).href : address);
}

/** Reads the service's list of models, with a key where it wants one; undefined where it is kept unchecked. */
async function list(parts: Interview): Promise<readonly string[] | undefined> {
  const { ask, draft, looks } = parts;
  for (;;) {
    const { baseUrl, keys } = draft.config().openai;
    if (keys.length === 0 && isOpenAi(baseUrl)) {
      await askKey(parts, keyHow);
      continue;
    }
    try {
      return await ask.during('Asking the model service', looks.models({ baseUrl, key: keys[0] }));
    } catch (error) {
      if (!isFault(error)) throw error;
      if (isFault(error, 'model_auth')) {
        if (keys.length > 0) ask.refuse('The model service refuses this key. Copy the whole of it once more.');
        draft.forget(KEY);
        await askKey(parts, isOpenAi(baseUrl) ? keyHow : 'This service wants a key.');
        continue;
      }
      const next = await askUnchecked(parts, sentenceOf(error));
      if (next === 'keep') return undefined;
      if (next === 'again') continue;
      draft.forget(ADDRESS, KEY);
      await askService(parts);
    }
  }
}

async function askKey({ ask, draft }: Interview, how: string): Promise<void> {
  ask.tell(how);
  const question = { text: 'Key of the model service', option: '--openai-key' };
  draft.answer(KEY, await ask.write(question, { secret: true, problem: (text) => problemWith(KEY, text) }));
}

/** Models that do something else than answer, as servers of one's own list them. */
const OTHERS = /embed|rerank|whisper|transcri|(?:^|[-_/])tts|moderation|dall-e|image|realtime/i;

async function askName({ ask, draft }: Interview, names: readonly string[] | undefined): Promise<void> {
  const { openai, model } = draft.config();
  const lists = (name: string) => names?.some((each) => each === name || each === `${name}:latest`);
  const isOfficial = isOpenAi(openai.baseUrl);
  let name = model.basic;
  // A list that is empty tells nothing.
  const isUnlisted = names ? names.length > 0 && !lists(name) : !isOfficial && !draft.has(MODEL);
  if (isUnlisted) {
    if (draft.has(MODEL)) ask.refuse(`The model service has no model ${name}.`);
    name = await chosen(
      ask,
      names?.filter((each) => !OTHERS.test(each)),
    );
  }
  ask.tell(`${name} answers.`, 'good');
  if (name !== settingOf(MODEL).default) draft.answer(MODEL, name);
  const isAdvancedThere = names && names.length > 0 ? lists(model.advanced) : isOfficial;
  if (!draft.has(ADVANCED) && !isAdvancedThere) draft.answer(ADVANCED, name);
}

async function chosen(ask: Interview['ask'], names: readonly string[] = []): Promise<string> {
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const text = names.length === 0 ? 'Name of the model' : 'Which of its models shall answer?';
  const question = { text, option: '--model' };
  return names.length === 0
    ? ask.write(question, { example: 'llama3.3', problem: (typed) => problemWith(MODEL, typed) })
    : ask.choose(
        question,
        names.map((name) => ({ value: name, label: name })),
      );
}
