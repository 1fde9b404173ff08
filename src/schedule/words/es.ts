import { dateOf, type Phrase, phrase, type Said, spanOf, timeOf, units } from './said.ts';

/** Times as they are said in Spanish. */

const WORDS = [
  'cero',
  'una',
  'dos',
  'tres',
  'cuatro',
  'cinco',
  'seis',
  'siete',
  'ocho',
  'nueve',
  'diez',
  'once',
  'doce',
];
const MORE: Readonly<Record<string, number>> = {
  un: 1,
  quince: 15,
  veinte: 20,
  treinta: 30,
  cuarenta: 40,
  cincuenta: 50,
};
const HOUR = `\\d{1,2}|${WORDS.slice(1).join('|')}`;
const COUNT = `\\d{1,4}|${WORDS.slice(1).join('|')}|un|quince|veinte|treinta|cuarenta|cincuenta`;
const DAYS = ['dom', 'lun', 'mar', 'mie', 'jue', 'vie', 'sab'];
const DAY = 'domingos?|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bados?';
const MONTHS = ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'];
const MONTH = 'enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep(?:tiembre)?|octubre|noviembre|diciembre';
const UNIT = '(segundo|minuto|min|hora|d[ií]a|semana)s?';

const plain = (word = '') => word.toLowerCase().replaceAll('é', 'e').replaceAll('á', 'a').replaceAll('í', 'i');
const weekday = (name?: string) => DAYS.indexOf(plain(name).slice(0, 3));
const month = (name?: string) => MONTHS.indexOf(plain(name).slice(0, 3)) + 1;

function count(word?: string): number {
  const text = plain(word);
  return /^\d+$/.test(text) ? Number(text) : (MORE[text] ?? WORDS.indexOf(text));
}

function unit(word?: string): keyof typeof units {
  const text = plain(word);
  if (text.startsWith('seg')) return 'second';
  return text.startsWith('m') ? 'minute' : text.startsWith('h') ? 'hour' : text.startsWith('d') ? 'day' : 'week';
}

const parts: Readonly<Record<string, Said>> = {
  manana: { part: 'morning' },
  tarde: { part: 'afternoon' },
  noche: { part: 'evening' },
  madrugada: { part: 'night' },
};
const partOf = (word?: string): Said => parts[plain(word).replaceAll('ñ', 'n')] ?? { part: 'morning' };

export const spanish: readonly Phrase[] = [
  phrase('(?:en|dentro de) media hora', () => spanOf(0.5, units.hour)),
  phrase('(?:en|dentro de) una hora y media', () => spanOf(1.5, units.hour)),
  phrase(`(?:en|dentro de) (${COUNT}) ${UNIT}`, ([number, word]) => spanOf(count(number), units[unit(word)])),
  phrase('cada d[ií]a laborable|(?:todos )?los d[ií]as laborables|de lunes a viernes|entre semana', () => [
    { every: [1, 2, 3, 4, 5] },
  ]),
  phrase('todos los d[ií]as|cada d[ií]a|diariamente|a diario', () => [{ every: [] }]),
  phrase('(?:todas las|cada) (mañana|tarde|noche)s?', ([part]) => [{ every: [] }, partOf(part)]),
  phrase('(?:todos )?los fines de semana|cada fin de semana', () => [{ every: [0, 6] }]),
  phrase(
    `(?:todos los|cada|los) (${DAY})(?:(?:,| y|, y) (?:los )?(${DAY}))?(?:(?:,| y|, y) (?:los )?(${DAY}))?`,
    (names) => [{ every: names.flatMap((name) => (name === undefined ? [] : weekday(name))) }],
  ),
  phrase('(?:el )?(?:d[ií]a )?(\\d{1,2}) de cada mes', ([day]) => monthly(day)),
  phrase('cada mes el (?:d[ií]a )?(\\d{1,2})', ([day]) => monthly(day)),
  phrase('cada hora', () => [{ each: 1, unit: 'hour' }]),
  phrase(`cada (${COUNT}) (minuto|hora)s?`, ([number, word]) => [
    { each: count(number), unit: unit(word) === 'minute' ? 'minute' : 'hour' },
  ]),
  phrase('pasado mañana', () => [{ days: 2 }]),
  phrase('hoy', () => [{ days: 0 }]),
  phrase('esta (mañana|tarde|noche)', ([part]) => [{ days: 0 }, partOf(part)]),
  phrase('mañana por la (mañana|tarde|noche)', ([part]) => [{ days: 1 }, partOf(part)]),
  phrase('mañana', () => [{ days: 1 }]),
  phrase('la (?:semana que viene|pr[oó]xima semana)', () => [{ days: 7 }]),
  phrase(`(?:el )?(?:pr[oó]ximo (${DAY})|(${DAY}) que viene)`, ([one, other]) => [{ weekday: weekday(one ?? other) }]),
  phrase(`(?:el |este )?(${DAY})`, ([name]) => [{ weekday: weekday(name) }]),
  phrase(`(?:el )?(?:d[ií]a )?(\\d{1,2}) de (${MONTH})(?: del? (\\d{4}))?`, ([day, name, of]) =>
    dateOf(Number(day), month(name), of === undefined ? undefined : Number(of)),
  ),
  phrase('al? mediod[ií]a', () => timeOf(12, 0)),
  phrase('a medianoche', () => timeOf(0, 0)),
  phrase(`a las? (${HOUR}) y (media|cuarto)`, ([hour, more]) => timeOf(count(hour), plain(more) === 'media' ? 30 : 15)),
  phrase(`a las? (${HOUR}) menos cuarto`, ([hour]) => timeOf((count(hour) + 23) % 24, 45)),
  phrase(`a las? (${HOUR})(?: en punto| horas)?`, ([hour]) => timeOf(count(hour), 0)),
  phrase('(?:de|por|en) la (mañana|tarde|noche|madrugada)', ([part]) => [partOf(part)]),
];

function monthly(day: string | undefined): readonly Said[] | undefined {
  const number = Number(day);
  return number >= 1 && number <= 31 ? [{ monthly: number }] : undefined;
}

/** As in English. */
export const spanishAround = {
  before: /^(?:por favor,? )?(?:recu[eé]rdame|av[ií]same)(?: (?=\S))?/iu,
  after: /^(?:que|de|para)(?= )/iu,
  joint: /^(?:y|,)(?= )/iu,
};
