import { problemWith } from '../../config/index.ts';
import { examples } from '../../config/platforms.ts';
import { createLocales, languageTags } from '../../locales/index.ts';
import type { Interview } from './interview-parts.ts';

/** Asks for the language of what the bot says by itself. */
export async function askLanguage({ ask, draft }: Interview): Promise<void> {
  if (draft.has('LOCALE')) return;
  const usual = createLocales().nearest(new Intl.DateTimeFormat().resolvedOptions().locale);
  const tags = [usual, ...languageTags.filter((tag) => tag !== usual)];
  const question = {
    text: "Language of the bot's own texts, where a person's app tells none",
    option: '--language',
    usual,
  };
  const tag = await ask.choose(
    question,
    tags.map((each) => ({ value: each, label: nameOf(each) })),
  );
  if (tag !== languageTags[0]) draft.answer('LOCALE', tag);
}

/** Name of a language in itself. A region stands for the script that is written there. */
function nameOf(tag: string): string {
  const { language, region, script } = new Intl.Locale(tag).maximize();
  const written = region !== undefined && tag.endsWith(region) ? `${language}-${script}` : tag;
  return new Intl.DisplayNames(tag, { type: 'language' }).of(written) ?? tag;
}

/** Asks who may use it. Whoever says the code of the start is the owner in any case. */
export async function askPeople({ ask, draft }: Interview): Promise<void> {
  if (draft.has('ACCESS') || draft.has('ALLOWED_USERS')) return;
  const question = { text: 'Who may use it?', option: '--users', usual: 'owner' };
  const who = await ask.choose(question, [
    {
      value: 'owner',
      label: 'Only me for now',
      hint: 'the start shows a code that makes you the owner; you let others in',
    },
    { value: 'people', label: 'Me, and people whose ids I know' },
    { value: 'everybody', label: 'Everybody who finds it', hint: 'at your cost' },
  ]);
  if (who === 'everybody') draft.answer('ACCESS', 'open');
  if (who !== 'people') return;
  const asked = { text: `Their ids, each as ${examples.people}, separated by commas`, option: '--users' };
  draft.answer('ALLOWED_USERS', await ask.write(asked, { problem: (text) => problemWith('ALLOWED_USERS', text) }));
}
