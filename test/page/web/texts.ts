import type { Locale } from './choices.ts';
import { filled } from './fill.ts';
import type { Context } from './skin.ts';
import { en } from './texts/en.ts';
import { zh } from './texts/zh.ts';

const texts: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, zh };

/** Finds texts by name and puts values into their `{places}`. A name without a text stands for itself. */
export function translator(locale: Locale): Context['t'] {
  return (name, values) => filled(texts[locale][name] ?? name, values);
}
