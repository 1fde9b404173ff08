/** What the stand-in can explain. */

type Explained = readonly [about: RegExp, text: string];

const en: readonly Explained[] = [
  [
    /\brainbows?\b/i,
    '**Rainbows**: sunlight enters a raindrop, is bent, thrown back from its far side, and bent again on its way out. Red leaves at about *42°*, blue at *40°*, so every drop sends you one colour only. You each see your own rainbow.',
  ],
  [
    /\btides?\b/i,
    '**Tides**: the Moon pulls the near side of the Earth more than its middle, and the middle more than the far side. That makes *two* bulges of water. The Earth turns beneath them: high water about every **12 h 25 min**.',
  ],
  [
    /\bgravity\b/i,
    '**Gravity**: masses bend space and time around them, and things follow the bend. An apple does not fall *down*; it goes straight on in a space that the Earth has tilted.',
  ],
  [
    /\bbridges?\b/i,
    '**How bridges stay up**: every bridge hands its load down to the ground.\n\n- A *beam* bends a little: squeezed on top, stretched below.\n- An *arch* is squeezed everywhere, and pushes outwards.\n- A *suspension bridge* hangs from its cables, which only pull.',
  ],
  [
    /\brecursion\b/i,
    '**Recursion** is when a function calls itself on something smaller, until that is so small that the answer is plain:\n\n```ts\nconst factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));\n```\n\nSee also: *explain recursion*.',
  ],
  [
    /\bsky\b.*\bblue\b|\bblue\b.*\bsky\b/i,
    '**Why the sky is blue**: air scatters short waves more than long ones, blue about *five times* as much as red. So blue light reaches you from everywhere; at sunset its way is so long that only red is left.',
  ],
  [
    /\bphotosynthesis\b|\bplants?\b/i,
    '**Photosynthesis**: a leaf takes water, air and light, and makes sugar: `6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂`. What we breathe is what it throws away.',
  ],
  [
    /\bblack holes?\b/i,
    '**Black holes**: so much mass in so little room that the way out is longer than light can go. From outside you never see anything fall in; it slows down, turns red, and fades.',
  ],
  [
    /\binternet\b/i,
    '**The internet**: messages are cut into small packets, each with an address. Routers pass them on, each a step closer; lost ones are sent again, and your machine puts them in order. Nobody is in charge, which is why it works.',
  ],
  [
    /\b(?:language models?|llms?|chatgpt|ai|artificial intelligence|neural)\b/i,
    '**Language models** guess the next word, from all the words before and from much that they have read. I am none of them: I am a list of rules, and never guess.',
  ],
  [
    /\b(?:parley|this (?:bot|page|demo))\b/i,
    '**Parley** is the bot between you and me. It takes your message, writes it down, asks me, and shows what I say while I say it. If it is killed in the middle, it goes on where it was: try it.',
  ],
];

const zh: readonly Explained[] = [
  [
    /彩虹/,
    '**彩虹**：阳光进入雨滴，折射，在背面反射，出来时再折射一次。红光大约在 *42°* 出来，蓝光在 *40°*，所以每一滴雨只给你一种颜色。每个人看到的，都是自己的彩虹。',
  ],
  [
    /潮汐|涨潮/,
    '**潮汐**：月球对地球近侧的引力比对中心大，对中心又比对远侧大，于是海水鼓起*两*个包。地球在它们下面转，大约每 **12 小时 25 分**一次高潮。',
  ],
  [
    /引力|重力/,
    '**引力**：质量让周围的时空弯曲，物体顺着弯曲走。苹果并没有*往下*掉，它只是在被地球弄斜了的时空里直走。',
  ],
  [
    /桥/,
    '**桥为什么不塌**：每座桥都把重量一路交给大地。\n\n- *梁桥*：上面受压，下面受拉。\n- *拱桥*：处处受压，向两边推。\n- *悬索桥*：挂在缆绳上，缆绳只管拉。',
  ],
  [
    /递归/,
    '**递归**就是函数用更小的问题调用自己，直到小得一眼能看出答案：\n\n```ts\nconst factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));\n```\n\n另见：*解释一下递归*。',
  ],
  [
    /天.*蓝/,
    '**天为什么是蓝的**：空气把短波散射得更厉害，蓝光大约是红光的*五倍*，所以蓝光从四面八方来。日落时路太长，只剩下红光。',
  ],
  [/光合作用/, '**光合作用**：叶子用水、空气和光造糖：`6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂`。我们呼吸的，是它丢掉的。'],
  [
    /黑洞/,
    '**黑洞**：那么多质量挤在那么小的地方，连光也走不出来。从外面看，东西永远掉不进去：它越来越慢，越来越红，然后淡去。',
  ],
  [
    /互联网/,
    '**互联网**：消息被切成小包，每个都写着地址。路由器一步步往前传，丢了就重发，最后由你的电脑排好顺序。没有谁说了算，所以它能用。',
  ],
  [/人工智能|语言模型/, '**语言模型**根据前面的话猜下一个词。我不是：我是一串规则，从来不猜。'],
];

const es: readonly Explained[] = [
  [
    /arco ?[ií]ris/i,
    '**El arcoíris**: la luz entra en una gota, se dobla, rebota al fondo y se dobla otra vez al salir. El rojo sale a unos *42°* y el azul a *40°*: cada gota te manda un solo color, y cada cual ve su propio arcoíris.',
  ],
  [
    /mareas?/i,
    '**Las mareas**: la Luna tira más del lado cercano de la Tierra que del centro, y más del centro que del lado lejano. Salen *dos* bultos de agua, y la Tierra gira por debajo: pleamar cada **12 h 25 min**.',
  ],
  [/gravedad/i, '**La gravedad**: la masa curva el espacio y el tiempo, y las cosas siguen la curva.'],
];

const known = { en, zh, es };

/** The explanation that a message asks for, where it asks for one. */
export function explanation(text: string, tongue: keyof typeof known): string | undefined {
  const asks =
    /\b(?:explain|why|how (?:do|does|did|is|are|can)|what (?:is|are|causes)|tell me about)\b|解释|为什么|什么是|是什么|讲讲|说说|explica|por qué|qué (?:es|son)|háblame/iu;
  if (!asks.test(text)) return undefined;
  return [...known[tongue], ...en].find(([about]) => about.test(text))?.[1];
}
