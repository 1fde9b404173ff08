import { es } from './phrases-es.ts';

/** What the stand-in says, in the languages it speaks. `{…}` are filled in. */
const en = {
  who: 'I am a **stand-in** for a language model: no AI is at work here. I answer by fixed rules, so that the bot can be tried without an account.',
  hello: 'Hello{to}! What shall we talk about?',
  named: 'Nice to meet you, **{name}**! I will remember that for this conversation.',
  name: 'Your name is **{name}**.',
  noName: 'You have not told me your name yet.',
  kept: 'Noted: *{fact}*.',
  facts: 'Here is what you told me:',
  noFacts: 'You have not told me anything to remember yet.',
  asked: 'You just asked: "{text}"',
  askedBy: '{whom} just asked: "{text}"',
  nothingAsked: 'This is the first thing you say in this conversation.',
  turns: 'This is message number **{count}** in this conversation.',
  again: 'Once more:',
  summary: 'So far in this conversation:',
  noSummary: 'There is nothing to sum up yet.',
  quote: 'You are replying to {author}: "{text}"',
  ownQuote: 'You are replying to what I said: "{text}"',
  seen: 'Here is what I see:',
  picture: '**{what}** ({width} × {height})',
  something: 'a picture',
  read: 'In **{name}** I read: “{text}”',
  drawn: 'Here it is: **{what}**.',
  thanks: 'You are welcome{to}!',
  other:
    'I am only a **stand-in** for a model{to}, and have no answer to that. Try *tell me a joke*, *explain rainbows*, *a table*, *I live in Lyon*, or *what can you do?*',
  told: '{fact}.',
  notTold: 'You have not told me that yet.',
  untranslated:
    'I am a stand-in and know only a dozen phrases: *good morning*, *thank you*, *a coffee, please*, *where is the station* … Try *translate good morning into French*.',
  code: 'Here is a small example:',
  codeAfter: 'Call it with `greet("{name}")`.',
  table: 'Here is a comparison:',
  head: ['City', 'Country', 'People (m)'],
  rows: [
    ['Tokyo', 'Japan', '37.1'],
    ['Shanghai', 'China', '29.9'],
    ['São Paulo', 'Brazil', '22.8'],
  ],
  list: 'Three steps:',
  steps: ['**Look** at the question', '**Think** about it for a moment', '**Write** the answer down'],
  untranslatable:
    'I am only a **stand-in**: a model would say this in {language}. I know a dozen phrases, *good morning* among them.',
  inShort: 'In short:',
  goOn: ' … and so on, to the very end.',
  slow: 'I take my time with this one, so that you can watch the words arrive one after another, be it only to see how a streamed answer grows in the chat while the bot edits its message again and again until the very last word is there.',
  filler: 'The quick brown fox jumps over the lazy dog while the river runs on. ',
  refusal: "I'm sorry, but I can't help with that.",
};

const zh: typeof en = {
  who: '我是语言模型的**替身**：这里没有真正的 AI。我按固定规则回答，方便在没有账号时试用机器人。',
  hello: '你好{to}！想聊点什么？',
  named: '很高兴认识你，**{name}**！这次对话里我会记住的。',
  name: '你的名字是**{name}**。',
  noName: '你还没有告诉我你的名字。',
  kept: '记住了：*{fact}*。',
  facts: '你告诉过我：',
  noFacts: '你还没有让我记住什么。',
  asked: '你刚才问的是：“{text}”',
  askedBy: '{whom}刚才问的是：“{text}”',
  nothingAsked: '这是你在这次对话里说的第一句话。',
  turns: '这是这次对话的第 **{count}** 条消息。',
  again: '再说一遍：',
  summary: '到目前为止我们聊了：',
  noSummary: '还没有什么可以总结的。',
  quote: '你在回复{author}：“{text}”',
  ownQuote: '你在回复我说的：“{text}”',
  seen: '我看到的是：',
  picture: '**{what}**（{width} × {height}）',
  something: '一张图片',
  read: '我在 **{name}** 里读到：“{text}”',
  drawn: '画好了：**{what}**。',
  thanks: '不客气{to}！',
  other:
    '我只是模型的**替身**{to}，这个我答不上来。可以试试：*讲个笑话*、*解释一下彩虹*、*来个表格*、*我住在里昂*，或者*你能做什么？*',
  told: '{fact}。',
  notTold: '这个你还没有告诉过我。',
  untranslated: '我是替身，只会十几句：*早上好*、*谢谢*、*请给我一杯咖啡*、*车站在哪里*……试试*把“早上好”翻译成英语*。',
  code: '一个小例子：',
  codeAfter: '可以这样调用：`greet("{name}")`。',
  table: '比较如下：',
  head: ['城市', '国家', '人口（百万）'],
  rows: [
    ['东京', '日本', '37.1'],
    ['上海', '中国', '29.9'],
    ['圣保罗', '巴西', '22.8'],
  ],
  list: '三个步骤：',
  steps: ['**看**清问题', '**想**一想', '**写**下答案'],
  untranslatable: '我只是**替身**：换成模型，就会把这句话译过去。我只会十几句，比如*早上好*。',
  inShort: '简单说：',
  goOn: '……如此这般，直到说完。',
  slow: '这一次我慢慢说，好让你看到文字一个接一个地出现，看看机器人怎样一次又一次地编辑消息，直到最后一个字。',
  filler: '敏捷的棕色狐狸跳过懒狗，河水静静地流。',
  refusal: '抱歉，这个我不能帮忙。',
};

export type Phrases = typeof en;

const phrases = { en, zh, es };

/** Words that only Spanish has. */
const SPANISH =
  /[¿¡ñ]|(?<!\p{L})(?:hola|gracias|qué|cómo|dónde|cuándo|cuántos|cuál|quién|dime|cuéntame|escribe|explica|traduce|haz|dame|una?|vivo|tengo|soy|me llamo|me gustan?|me encantan?|quiero|estoy|puedes|mi (?:gato|perro|nombre)|buenos días|buenas|chiste|cuento|poema|receta|horario|tabla|código|lista|adiós|por favor)(?!\p{L})/iu;

/** The language that a message is answered in. */
export function tongueOf(text: string): keyof typeof phrases {
  if (/\p{Script=Han}/u.test(text) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'zh';
  return SPANISH.test(text) ? 'es' : 'en';
}

/** Phrases of the language that a task names in English. */
export function phrasesIn(language: string): Phrases {
  if (/chinese/i.test(language)) return zh;
  return /spanish/i.test(language) ? es : en;
}

export function phrasesFor(text: string): Phrases {
  return phrases[tongueOf(text)];
}

export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
}
