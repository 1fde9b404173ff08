import type { Platform } from '../../protocol.ts';

/** What an empty chat offers to try, by the language of whoever looks at it. */

type Kind = 'private' | 'group';
type Tries = Readonly<Record<`${Platform}.${Kind}`, readonly string[]>>;

const all: Readonly<Record<string, Tries>> = {
  en: {
    'telegram.private': [
      'My name is Ada.',
      'A table of three large cities, please',
      'Show me some code',
      '/persona',
      '/help',
    ],
    'telegram.group': ['@parley_bot who am I?', '@parley_bot tell me a joke', '/settings'],
    'discord.private': ['Tell me a joke', 'Slow down and tell me about lighthouses', '/help'],
    'discord.group': ['@Parley show me some code', '/ask How do bridges stay up?', '/image a lighthouse at dusk'],
  },
  es: {
    'telegram.private': [
      'Me llamo Ada.',
      'Una tabla de tres ciudades grandes, por favor',
      'Enséñame algo de código',
      '/persona',
      '/help',
    ],
    'telegram.group': ['@parley_bot ¿quién soy?', '@parley_bot cuéntame un chiste', '/settings'],
    'discord.private': ['Cuéntame un chiste', 'Háblame despacio de los faros', '/help'],
    'discord.group': [
      '@Parley enséñame algo de código',
      '/ask ¿Por qué no se caen los puentes?',
      '/image un faro al anochecer',
    ],
  },
  zh: {
    'telegram.private': ['我叫小艾。', '请列一张三座大城市的表格', '给我看一段代码', '/persona', '/help'],
    'telegram.group': ['@parley_bot 我是谁？', '@parley_bot 讲个笑话', '/settings'],
    'discord.private': ['讲个笑话', '慢慢给我讲讲灯塔', '/help'],
    'discord.group': ['@Parley 给我看一段代码', '/ask 桥为什么不会塌？', '/image 黄昏的灯塔'],
  },
};

export function tries(platform: Platform, kind: Kind, locale: string): readonly string[] {
  const language = all[locale.split('-')[0] ?? ''] ?? all['en'];
  return language?.[`${platform}.${kind}`] ?? [];
}
