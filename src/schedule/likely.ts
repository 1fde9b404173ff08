import { zoneNamed } from './zones.ts';

/** Time zones that somebody is likely to be in. */

/** Most zones that are offered. */
const MOST = 5;

const AREAS = ['Europe', 'America', 'Asia', 'Africa', 'Australia', 'Pacific', 'Atlantic', 'Indian'];

/** Zones by language, and by the region of a tag that has more of them than can be offered. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  en: ['Europe/London', 'America/New_York', 'America/Chicago', 'America/Los_Angeles', 'Asia/Kolkata'],
  es: ['Europe/Madrid', 'America/Mexico_City', 'America/Bogota', 'America/Argentina/Buenos_Aires', 'America/Santiago'],
  zh: ['Asia/Shanghai', 'Asia/Taipei', 'Asia/Hong_Kong', 'Asia/Singapore'],
  pt: ['America/Sao_Paulo', 'Europe/Lisbon'],
  US: ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'Pacific/Honolulu'],
  CA: ['America/Toronto', 'America/Vancouver', 'America/Edmonton', 'America/Winnipeg', 'America/Halifax'],
  AU: ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Perth', 'Australia/Darwin'],
  BR: ['America/Sao_Paulo', 'America/Manaus', 'America/Fortaleza', 'America/Cuiaba', 'America/Rio_Branco'],
  MX: ['America/Mexico_City', 'America/Monterrey', 'America/Tijuana', 'America/Hermosillo', 'America/Cancun'],
  RU: ['Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Novosibirsk', 'Asia/Krasnoyarsk', 'Asia/Vladivostok'],
  CN: ['Asia/Shanghai'],
  ES: ['Europe/Madrid', 'Atlantic/Canary'],
  AR: ['America/Argentina/Buenos_Aires'],
};

/** Lists likely zones of somebody whose client speaks a language (BCP 47 tag), the likeliest first. */
export function likelyZones(tag: string | undefined): readonly string[] {
  const locale = localeOf(tag ?? 'en');
  const { language = 'en', region } = locale ?? {};
  const usual = region === undefined ? USUAL[language] : USUAL[region];
  return (usual ?? zonesOf(locale) ?? USUAL['en'] ?? []).slice(0, MOST);
}

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

/** Zones of the region that most people of a language live in. Node knows them; its types do not yet. */
function zonesOf(locale: Intl.Locale | undefined): readonly string[] | undefined {
  const full: (Intl.Locale & { getTimeZones?: () => string[] | undefined }) | undefined = locale?.maximize();
  return full?.getTimeZones?.()?.flatMap((name) => zoneNamed(name) ?? []);
}

/** Finds zones by what somebody writes: a name, a city, `UTC+2`. At most `most`; those that are meant exactly come first. */
export function zonesLike(words: string, most = MOST): string[] {
  const said = words.trim().slice(0, 64);
  const name = said.replaceAll(' ', '_');
  // Cities that were renamed are known by both names, but listed by one.
  const names = [offsetIn(said) ?? name, ...AREAS.map((area) => `${area}/${name}`)];
  const exact = names.map(zoneNamed).find((zone) => zone !== undefined);
  const needle = plain(said);
  if (needle === '') return [];
  const all = Intl.supportedValuesOf('timeZone');
  const cities = all.filter((zone) => plain(cityOf(zone)) === needle);
  const begin = all.filter((zone) => plain(cityOf(zone)).startsWith(needle) || plain(zone).startsWith(needle));
  return [...new Set([...(exact === undefined ? [] : [exact]), ...cities, ...begin])].slice(0, most);
}

/** City that a zone is named after, as people write it. */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s_-]+/g, '')
    .toLowerCase();
}

function offsetIn(text: string): string | undefined {
  const match = /^(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  return match ? `${match[1]}${match[2]?.padStart(2, '0')}:${match[3] ?? '00'}` : undefined;
}
