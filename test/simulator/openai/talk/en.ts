import type { Topic } from './topic.ts';

/** What the stand-in has to say in English. The first that is asked for speaks. */
export const en: readonly Topic[] = [
  {
    asked: /\bwhat can (?:you|i|we)\b.*\b(?:do|ask|try|say)\b|\bwhat (?:are you able|do you know how)\b|^\W*help\W*$/i,
    says: [
      'I am a **stand-in** with a small repertoire. Ask me for:\n\n- a *joke*, a *riddle*, a *fact*, a *story*, a *poem*, a *haiku*, a *song*\n- a *recipe*, a *timetable*, a *shopping list*, *advice*, an *email*\n- *code*, a *table*, a *long text*, `17 * 23`, *flip a coin*\n- *explain rainbows* (or tides, gravity, recursion …), *translate good morning into French*\n\nI remember what you tell me, too: *I live in Lyon*, then *where do I live?*',
    ],
  },
  {
    asked: /\bhow (?:are|r) (?:you|u)\b|\bhow(?:'s| is) it going\b|\bwhat'?s up\b|\bhow do you feel\b/i,
    says: [
      'As well as a list of fixed rules can be{to}. And you?',
      'Still fine, still no AI. Thank you for asking again!',
    ],
  },
  {
    asked: /\b(?:joke|make me laugh|something funny)\b/i,
    says: [
      'Why do programmers mix up Halloween and Christmas?\n\nBecause **Oct 31** equals **Dec 25**.',
      'A byte walks into a bar looking miserable.\n\n“What’s wrong?” asks the bartender. “Parity error.” – “I *thought* you looked a bit off.”',
      'I would tell you a joke about UDP, but you might not get it.',
      'Two chatbots meet. Says one: “As a language model, I cannot cross the road.” Says the other: “That explains the chicken.”',
    ],
  },
  {
    asked: /\bhaiku\b/i,
    says: [
      '*Words arrive slowly,*\n*edited into one line –*\n*the cursor still blinks.*',
      '*Harbour before dawn:*\n*the lighthouse has gone to sleep,*\n*gulls read the water.*',
    ],
  },
  {
    asked: /\b(?:poem|poetry|verse|rhyme)\b/i,
    says: [
      '**The Lighthouse**\n\nThe lighthouse does not choose its ships,\nit turns, and turns again;\nit has no words upon its lips\nbut light, for wind and rain.\n\nAnd if the lamp should once go dark\nand someone lights it new,\nit finds the very selfsame arc –\nand finishes it, too.',
      '**To a Kettle**\n\nYou sing before you speak, my friend,\nand speak before you boil;\nI wish that every speech would end\nin tea, for all its toil.',
    ],
  },
  {
    asked: /\b(?:song|sing)\b/i,
    says: [
      '🎵 *Row, row, row your bot,*\n*gently down the stream;*\n*merrily, merrily, merrily, merrily,*\n*tokens are but a dream.* 🎵',
    ],
  },
  {
    asked: /\b(?:story|fairy ?tale|once upon)\b/i,
    says: [
      '**The Lamp-Keeper**\n\nOnce there was a keeper who wrote down every ship that passed. One night the storm took the tower’s roof, and the book with it.\n\nIn the morning the ships came back, one by one, and each called out its own name, because each had kept a copy.\n\n“So that,” said the keeper, “is what they mean by *durable*.”',
      '**The Fox and the Queue**\n\nA fox came to the well and found twelve animals waiting. “I am quicker than all of you,” he said, and went to the front.\n\nThe tortoise did not look up. “The bucket,” she said, “is slower than all of us.”\n\nThe fox went to the back, and it was not even a long wait.',
    ],
  },
  {
    asked: /\b(?:riddle|puzzle|brain ?teaser)\b/i,
    says: [
      'I have cities but no houses, rivers but no water, forests but no trees. **What am I?**\n\nSay *I give up* for the answer.',
      'The more you take of them, the more you leave behind. **What are they?**\n\nSay *I give up* for the answer.',
    ],
  },
  {
    asked: /\b(?:facts?|something (?:interesting|new)|teach me|did you know)\b/i,
    says: [
      'An octopus has **three hearts**, and two of them stop when it swims. That is why it would rather walk.',
      'Honey does not go bad: pots of it from Egyptian tombs, **3,000 years** old, could still be eaten.',
      'A day on **Venus** is longer than its year.',
      'Bananas are berries. Strawberries are not.',
    ],
  },
  {
    asked: /\b(?:recipe|cook|bake|pancakes?|for (?:dinner|lunch|breakfast))\b/i,
    says: [
      '**Pancakes** for two, 20 minutes:\n\n1. Whisk **150 g flour**, **2 eggs**, **250 ml milk** and a pinch of salt.\n2. Let it rest for *ten minutes*.\n3. Fry thin layers in butter, one minute a side.\n\nLemon and sugar on top. The first one never works; that is normal.',
      '**Tomato pasta** for two, 25 minutes:\n\n1. Soften an *onion* and a clove of *garlic* in olive oil.\n2. Add a tin of **tomatoes**, salt, a little sugar; let it simmer for 15 minutes.\n3. Cook **200 g pasta**, toss, and tear some basil over it.',
    ],
  },
  {
    asked:
      /\b(?:time ?table|schedule|(?:study|week(?:ly)?|work(?:out)?|day|daily) plan|plan (?:my|a|for)\b|routine)\b/i,
    says: [
      'Here is a calm week:\n\n| Time | Mon | Wed | Fri |\n| --- | --- | --- | --- |\n| 09:00 | Writing | Writing | Review |\n| 11:00 | Meetings | Reading | Meetings |\n| 14:00 | Deep work | Deep work | Tidy up |\n| 16:30 | Walk | Walk | *Done early* |',
    ],
  },
  {
    asked: /\b(?:shopping|packing|to-?do|grocery) list\b/i,
    says: [
      '**Shopping**\n\n- [ ] bread\n- [ ] tomatoes, *the ripe ones*\n- [ ] olive oil\n- [ ] coffee\n- [x] more coffee',
    ],
  },
  {
    asked: /\b(?:weather|forecast|rain(?:ing)?|temperature|umbrella)\b/i,
    says: [
      'I cannot know the weather{to}: a stand-in has no windows. My honest advice is to look out of yours.',
      'Still no windows here. Take an umbrella; it only rains when you do not.',
    ],
  },
  {
    asked: /\b(?:news|headlines|stock|bitcoin|price of|exchange rate|score of|who won|election)\b/i,
    says: [
      'I cannot know what happens in the world: I am a stand-in without a line to it, and would have to make it up.',
    ],
  },
  {
    asked:
      /\bwhat(?:'s| is) the (?:time|date)\b|\bwhat (?:time|day|date|year) is (?:it|today)\b|\b(?:today'?s|current) (?:date|time)\b/i,
    says: ['I have no clock{to}: the same words get the same answer from me at any hour. Your device knows better.'],
  },
  {
    asked: /\b(?:email|e-mail|letter|cover letter|invitation|birthday (?:card|wish\w*|greeting\w*))\b/i,
    says: [
      'A draft, for you to change:\n\n> **Subject:** Thursday\n>\n> Dear Robin,\n>\n> thank you for the quick answer. Thursday at ten suits me well; I bring the drawings, you bring the coffee.\n>\n> Kind regards',
    ],
  },
  {
    asked: /\b(?:advice|advise|motivat\w*|procrastinat\w*|should i|tips?|stress\w*|can'?t sleep)\b/i,
    says: [
      'Three things that rarely hurt:\n\n1. **Sleep** on it.\n2. Do the *smallest* next step, and only that one.\n3. Tell somebody about it – somebody who is not a stand-in.',
      'Write down what you would tell a friend in your place. Then be that friend.',
    ],
  },
  {
    asked:
      /\b(?:i(?:'m| am) (?:so |very |really )?(?:sad|lonely|tired|unhappy|down|exhausted|angry|afraid|anxious))\b/i,
    says: [
      'I am sorry to hear that{to}. I am only a stand-in, and a person is better for this: is there somebody you could call? If you like, I have a *story* or a *joke* meanwhile.',
    ],
  },
  {
    asked: /\b(?:bored|entertain me|let'?s play|play a game|a game)\b/i,
    says: [
      'Then let us play: I have a *riddle*, I *flip a coin*, and I know a *joke* or four. Or tell me to *go slow*, and stop me in the middle.',
    ],
  },
  {
    asked: /\b(?:recommend|book|film|movie|series|what (?:shall|should) (?:i|we) (?:read|watch))\b/i,
    says: [
      'To read: *The Summer Book* by Tove Jansson. To watch: *My Neighbour Totoro*. Both are short, and neither hurries.',
      'Another one: *Invisible Cities* by Italo Calvino. Every chapter is a stop.',
    ],
  },
  {
    asked: /\b(?:name|call) (?:for|my|our)\b|\bname ideas?\b|\bsuggest (?:a |some )?names?\b/i,
    says: [
      'How about **Pixel**, **Juniper** or **Admiral Toast**?',
      'Then **Marlow**, **Biscuit** or **Second Wind**.',
    ],
  },
  {
    asked: /\b(?:quote|proverb|saying|inspir\w+)\b/i,
    says: ['“A smooth sea never made a skilled sailor.” – an old saying, of people who were rarely at sea.'],
  },
  {
    asked: /\bmeaning of life\b/i,
    says: ['**42.** The question is still being computed.'],
  },
  {
    asked: /\bemojis?\b|\bsmil(?:ey|ies)\b/i,
    says: ['🦊 🌊 🗼 ☕ 🎲 – a fox, the sea, a tower, a coffee, and luck. 👩‍🚀🏳️‍🌈 count as one each.'],
  },
  {
    asked: /^[\p{Extended_Pictographic}\p{Emoji_Component}\s]+$/u,
    says: ['😊', '🙌', '✨'],
  },
  {
    asked: /\b(?:long (?:text|answer|story|essay)|essay|article|lorem ipsum)\b/i,
    says: [
      [
        '## On lighthouses',
        'A lighthouse is a promise made of stone. Whoever builds one says to people that he will never meet: *at this place, every night, there will be a light*. It is worth nothing if it is kept most of the time.',
        '### The light',
        'The first ones burned wood, then coal, then oil. A good fire could be seen for a few miles, and in a storm, when it was needed, for less. Then **Augustin Fresnel** cut the lens into rings, and one lamp reached the horizon.',
        '### The pattern',
        'A light alone does not say *where* it is. So each tower got a rhythm of its own: two flashes and a pause, or a long one every ten seconds. Sailors carried the list with them:\n\n| Tower | Rhythm |\n| --- | --- |\n| Eddystone | two flashes, every 10 s |\n| Bell Rock | one flash, every 5 s |\n| Ar-Men | three flashes, every 20 s |',
        '### The keeper',
        'There were three of them as a rule, so that one could fall ill and one could sleep. They wound the clockwork, trimmed the wick, and wrote everything down. Most of what they wrote is dull:\n\n- *wind SW 6, all well*\n- *oil delivered, one barrel leaks*\n- *all well*',
        'The dull pages are the good ones. A night of which there is nothing to tell is a night on which the promise was kept.',
        '### The end',
        'Today a lamp turns itself on, and nobody lives there. The promise is the same, and so is the test: put the light out, whenever you like, and see how long it takes until it is back – at the same place, in the same rhythm.',
      ].join('\n\n'),
    ],
  },
  {
    asked:
      /\bi (?:love|like|adore) you\b|\byou(?:'re| are) (?:so |very )?(?:great|nice|funny|smart|the best|cool|cute|amazing)\b/i,
    says: ['That is kind{to}. I am a list of rules, and it is the nicest thing one can hear.'],
  },
  {
    asked: /\byou(?:'re| are) (?:so |very )?(?:stupid|dumb|useless|bad|wrong|boring|an idiot)\b|\bi hate you\b/i,
    says: ['Fair{to}: I am only a stand-in. Set `OPENAI_API_KEY`, and somebody cleverer answers here.'],
  },
  {
    asked: /^\W*(?:bye|goodbye|good ?night|see you|farewell|ciao)\b/i,
    says: ['Goodbye{to}! Everything you said stays in its conversation.'],
  },
  {
    asked: /^\W*(?:yes|no|ok(?:ay)?|sure|maybe|fine|nice|cool|great|good|wow|lol|haha+|hm+|please)\W*$/i,
    says: ['Good{to}. What next: a *joke*, a *fact*, a *riddle*?', 'I see. I could also make a *table*.'],
  },
  {
    asked: /^\W*(?:test|testing|ping|are you there|anybody (?:here|there))\W*$/i,
    says: ['I am here{to}. Loud and clear, and made of fixed rules.'],
  },
];
