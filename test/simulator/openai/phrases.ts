/** What the stand-in says, in the two languages it speaks. `{…}` are filled in. */
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
  thanks: 'You are welcome{to}!',
  heading: '**{topic}** – a short answer{to}:',
  points: [
    'you asked about **{topic}**',
    'the question has *{words} words*',
    'this is message {count} of our conversation',
  ],
  follow: 'Before that we spoke about "{text}".',
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
  translated: 'In {language} that would be: “{text}”',
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
  thanks: '不客气{to}！',
  heading: '**{topic}** —— 简单回答{to}：',
  points: ['你问的是**{topic}**', '问题共有 *{words} 个字*', '这是我们对话的第 {count} 条消息'],
  follow: '在此之前我们聊过“{text}”。',
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
  translated: '翻译成{language}：“{text}”',
  goOn: '……如此这般，直到说完。',
  slow: '这一次我慢慢说，好让你看到文字一个接一个地出现，看看机器人怎样一次又一次地编辑消息，直到最后一个字。',
  filler: '敏捷的棕色狐狸跳过懒狗，河水静静地流。',
  refusal: '抱歉，这个我不能帮忙。',
};

export type Phrases = typeof en;

export function phrasesFor(text: string): Phrases {
  return /\p{Script=Han}/u.test(text) ? zh : en;
}

export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
}
