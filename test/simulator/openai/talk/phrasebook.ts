/** The few phrases that the stand-in can translate. */

const tongues = {
  english: /\benglish\b|英语|英文|\binglés\b/i,
  french: /\bfrench\b|法语|法文|\bfrancés\b/i,
  german: /\bgerman\b|德语|德文|\balemán\b/i,
  spanish: /\bspanish\b|西班牙语|\bespañol\b/i,
  chinese: /\bchinese\b|\bmandarin\b|中文|汉语|\bchino\b/i,
  italian: /\bitalian\b|意大利语|\bitaliano\b/i,
  japanese: /\bjapanese\b|日语|日文|\bjaponés\b/i,
} as const;

type Tongue = keyof typeof tongues;

const order = Object.keys(tongues) as Tongue[];

/** A phrase in each of the languages, in their order. */
const phrases = [
  ['good morning', 'bonjour', 'guten Morgen', 'buenos días', '早上好', 'buongiorno', 'おはようございます'],
  ['good night', 'bonne nuit', 'gute Nacht', 'buenas noches', '晚安', 'buonanotte', 'おやすみなさい'],
  ['hello', 'bonjour', 'hallo', 'hola', '你好', 'ciao', 'こんにちは'],
  ['thank you', 'merci', 'danke', 'gracias', '谢谢', 'grazie', 'ありがとう'],
  ['please', 's’il vous plaît', 'bitte', 'por favor', '请', 'per favore', 'お願いします'],
  ['goodbye', 'au revoir', 'auf Wiedersehen', 'adiós', '再见', 'arrivederci', 'さようなら'],
  ['how are you', 'comment ça va', 'wie geht’s', 'cómo estás', '你好吗', 'come stai', 'お元気ですか'],
  ['i love you', 'je t’aime', 'ich liebe dich', 'te quiero', '我爱你', 'ti amo', '愛しています'],
  [
    'where is the station',
    'où est la gare',
    'wo ist der Bahnhof',
    'dónde está la estación',
    '车站在哪里',
    'dov’è la stazione',
    '駅はどこですか',
  ],
  [
    'a coffee, please',
    'un café, s’il vous plaît',
    'einen Kaffee, bitte',
    'un café, por favor',
    '请给我一杯咖啡',
    'un caffè, per favore',
    'コーヒーをお願いします',
  ],
  ['cheers', 'santé', 'prost', 'salud', '干杯', 'salute', '乾杯'],
  [
    'happy birthday',
    'joyeux anniversaire',
    'alles Gute zum Geburtstag',
    'feliz cumpleaños',
    '生日快乐',
    'buon compleanno',
    'お誕生日おめでとう',
  ],
] as const;

const asks =
  /\btranslat|\bhow do (?:you|i) say\b|\bsay\b.+\bin (?:english|french|german|spanish|chinese|italian|japanese)\b|翻译|怎么说|\btradu[cz]/i;

/** Nothing else is to be said. */
const ALONE = /\b(?:only|just) the translation\b|\bthe translation (?:only|alone)\b/i;

/** The translation that a message asks for; null where it asks for one that is not known, undefined where for none. */
export function translation(text: string): string | null | undefined {
  if (!asks.test(text)) return undefined;
  const into = order.find((tongue) => tongues[tongue].test(text)) ?? 'french';
  const words = bare(text);
  const known = phrases
    .flatMap((row) => row.map((phrase) => ({ row, phrase })))
    .filter(({ phrase }) => words.includes(bare(phrase)))
    // The longest is meant: “a coffee, please” holds a “please”.
    .sort((a, b) => b.phrase.length - a.phrase.length)[0];
  const said = known?.row[order.indexOf(into)];
  if (!known || said === undefined) return null;
  return ALONE.test(text) ? said : `“${known.phrase}” → **${said}**`;
}

const bare = (text: string) =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[?!¿¡"“”«».]/gu, '');

/** A phrase in the language that is named in English; undefined where either is not known. */
export function phraseIn(text: string, language: string): string | undefined {
  const into = order.findIndex((tongue) => tongues[tongue].test(language));
  return phrases.find((row) => row.some((phrase) => bare(phrase) === bare(text).trim()))?.[into];
}
