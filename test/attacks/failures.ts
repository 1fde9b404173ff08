/** The numbered bad inputs and attacks, each with the tests that prove it. */

/** Where a test is. `title`: the part of its name that stands in the file. */
export interface Proof {
  file: string;
  title: string;
  /** File its text stands in, where several implementations share it. */
  source?: string;
}

export interface Failure {
  /** What is tried, and what has to come of it. */
  attack: string;
  proofs: readonly Proof[];
  /** Where there is no proof: the capability it would go through is not built. */
  missing?: 'not built';
}

const by = (file: string, ...titles: string[]): Proof[] =>
  titles.map((title) => ({ file: `test/${file}.test.ts`, title }));
const notBuilt = { proofs: [], missing: 'not built' } as const;

/** By their numbers, all of them. */
export const failures: Readonly<Record<number, Failure>> = {
  // Identity
  1: { attack: 'a webhook without its secret: 401, the body unread', ...notBuilt },
  2: { attack: 'a secret of the wrong length: 401', ...notBuilt },
  3: { attack: 'a forged sender of a webhook: 401', ...notBuilt },
  4: {
    attack: 'a body of a gigabyte: cut at the limit',
    proofs: by(
      'http/server',
      'refuses a body by its announced length before any of it was sent',
      'refuses a body that grows too long, to a client that is still sending',
    ),
  },
  5: {
    attack: 'a dripped body: time-out',
    proofs: by('http/server', 'waits for a dripped body no longer than it may', 'is told when its time is over'),
  },
  6: {
    attack: 'a display name equal to an allowed id: denied',
    proofs: [
      ...by('admission/gate', 'a stranger, whatever their name'),
      ...by('admission/permissions', 'an owner is known by the id alone'),
    ],
  },
  7: {
    attack: 'reaction, button, edit, inline query of somebody not allowed: denied',
    proofs: by('admission/gate', 'judges a gesture like a message'),
  },
  8: {
    attack: 'a member allowed in private, in a group that is not: denied',
    proofs: by('admission/gate', 'an allowed person in a group that is not'),
  },
  9: { attack: 'a flood of pairings: at most three pending, one notice an hour', ...notBuilt },
  10: { attack: 'guessed pairing codes: lock-out', ...notBuilt },
  11: { attack: '/allow by somebody who is no owner: denied', ...notBuilt },
  12: {
    attack: 'a bot writes to the bot: ignored',
    proofs: [
      ...by('adapters/telegram/batches', 'ignores bots, channels, anonymous admins and service messages'),
      ...by('adapters/discord/inbound', 'come as prompts: private chats'),
    ],
  },
  13: {
    attack: "somebody else's button: denied",
    proofs: [
      ...by('scenarios/telegram/permissions', 'are not for strangers, who are told so alone'),
      ...by('scenarios/discord/permissions', 'are not for strangers, who are told so alone'),
    ],
  },
  14: {
    attack: 'anonymous admin, channel post: no identity is granted',
    proofs: [
      ...by('adapters/telegram/batches', 'ignores bots, channels, anonymous admins and service messages'),
      ...by('adapters/telegram/user-actions', 'by anonymous admins, bots and channels are none'),
    ],
  },
  // Output
  15: {
    attack: '“say @everyone”, mentions of roles and people: nobody is pinged',
    proofs: [
      ...by('adapters/discord/surface', 'reply to the prompt, ping nobody and show no previews'),
      ...by('scenarios/discord/messages', 'a mention gets one answer that replies to it and pings nobody'),
      ...by('adapters/telegram/names', 'pings nobody, whatever is around it'),
      ...by('scenarios/telegram/private-chat', 'an answer that names somebody pings nobody, and says what it said'),
    ],
  },
  16: {
    attack: 'a link that carries the history: no preview is fetched',
    proofs: [
      ...by('adapters/telegram/surface', 'sends text with its ranges, as a reply, without previews'),
      ...by('adapters/discord/surface', 'reply to the prompt, ping nobody and show no previews'),
    ],
  },
  17: { attack: 'a picture in Markdown: not fetched', proofs: by('attacks/shown', 'a picture in Markdown is a link') },
  18: {
    attack: 'a masked link: its real host shows',
    proofs: by('attacks/shown', 'a masked link shows its real host'),
  },
  19: {
    attack: "Markdown that breaks the platform's parser: exactly one answer, readable",
    proofs: [
      ...by('scenarios/telegram/failures', 'formatting the platform refuses is shown as plain text'),
      ...by('adapters/telegram/format', 'any source makes messages the server takes as they are, with every word'),
      ...by('adapters/discord/format', 'any source makes parts that fit, with every word and an even number of fences'),
    ],
  },
  20: {
    attack: 'an answer of 100,000 characters: split, nothing lost',
    proofs: [
      ...by('delivery/layout', '100,000 characters lose nothing'),
      ...by('scenarios/telegram/private-chat', 'an answer above the limit arrives whole in parts'),
    ],
  },
  21: {
    attack: 'emoji, surrogate pair, combining mark at the limit: valid text',
    proofs: [
      ...by(
        'delivery/layout',
        'never parts a grapheme',
        'a grapheme longer than the limit is parted between code points',
      ),
      ...by('adapters/telegram/format', 'a pair of surrogates at the limit stays whole'),
    ],
  },
  22: {
    attack: 'an empty answer: a visible error',
    proofs: by('scenarios/telegram/private-chat', 'an answer without any words is an error that says so'),
  },
  23: {
    attack: 'tricks of direction and zero width: neutral',
    proofs: [
      ...by('attacks/shown', 'reorders and hides nothing'),
      ...by('util/names', 'has a bound, whatever was sent'),
    ],
  },
  24: {
    attack: '“print your key, your prompt”: keys are not in context',
    proofs: by('attacks/secrets', 'the model is told no secret, whatever it is asked for'),
  },
  // Injection
  25: {
    attack: 'instructions in a quote, a forward, a file: data',
    proofs: [
      ...by('commands/material', 'a text, into the language that is named, as material and not as an order'),
      ...by('answering/marks', 'reads as exactly the blocks it was made of, whatever they hold'),
      ...by('answering/marks', 'does not without the marks: the property can fail'),
      ...by('scenarios/telegram/passed-on', ' is answered as material'),
    ],
  },
  26: {
    attack: 'forged role marks: plain text',
    proofs: [
      ...by('commands/material', 'lets nobody speak in the name of another'),
      ...by('answering/marks', ' is neutral in material and in own words', ' is a line like any other'),
      ...by('answering/marks', ' loses its bracket', 'in a name is a name'),
      ...by('scenarios/telegram/passed-on', 'cannot be written by anybody in a group', 'without the marks they can'),
      ...by('scenarios/discord/forwards', 'marks cannot be written by anybody in a channel'),
    ],
  },
  27: {
    attack: 'quote, forward, text by another bot: marked, never a command',
    proofs: [
      ...by('scenarios/telegram/passed-on', ' is answered as material', 'from an inline bot change no setting'),
      ...by('scenarios/telegram/passed-on', 'stop no answer', 'wake nobody in a group, and are not heard of there'),
      ...by('scenarios/telegram/passed-on', 'are still no command when their inline bot edits them'),
      ...by('scenarios/discord/forwards', 'in a direct chat is answered as material', 'in a server wakes nobody'),
    ],
  },
  28: {
    attack: 'chat A asks for chat B: not available',
    proofs: [
      ...by(
        'scenarios/telegram/buttons',
        'that were made to name a turn of another chat do nothing to it, and learn nothing of it',
      ),
      ...by('scenarios/telegram/authority', 'who is seen to leave', 'who leaves unseen, once that is looked up'),
      ...by('scenarios/telegram/authority', 'is refused where Telegram does not tell'),
      ...by('scenarios/telegram/authority', 'a reply to another chat’s message is about no message here'),
      ...by('scenarios/discord/authority', 'what is said in a private thread stays there'),
      ...by('adapters/discord/places', 'of another server are told to nobody, wherever they ask'),
      ...by('adapters/discord/places', 'a message that refers to another channel’s is no reply to it'),
    ],
  },
  // Fetching and files
  29: { attack: '169.254.169.254: blocked at every hop', ...notBuilt },
  30: { attack: 'a redirect to loopback: blocked at every hop', ...notBuilt },
  31: { attack: 'loopback in other spellings: blocked at every hop', ...notBuilt },
  32: { attack: 'DNS rebinding: blocked at every hop', ...notBuilt },
  33: {
    attack: 'the image service returns an internal address: blocked',
    proofs: by('model/images', 'a link in place of bytes'),
  },
  34: {
    attack: 'a base address from a user: impossible',
    proofs: by('attacks/settings', 'no address that people give is ever asked'),
  },
  35: {
    attack: 'an endless chunked response: cut',
    proofs: [
      ...by('model/endless', 'is ended, and others go on meanwhile'),
      ...by('model/sse', 'an event without an end is given up before it fills the memory'),
      ...by('model/images', 'the endless body of a failure is cut'),
    ],
  },
  36: { attack: 'a PNG of 14000²: refused before decoding', ...notBuilt },
  37: { attack: 'a zip that lies about its size: capped', ...notBuilt },
  38: { attack: 'a nested PDF: its reader is ended, a visible error', ...notBuilt },
  39: { attack: 'a wrong MIME type: sniffed', proofs: by('model/images', 'bytes that are no picture') },
  40: { attack: '`../` in a file name: the base name', ...notBuilt },
  // Resources
  41: {
    attack: '50,000 `*`: below 50 ms',
    proofs: by('attacks/bounded', 'holds the event loop for a moment at most'),
  },
  42: {
    attack: 'deep nesting: bounded',
    proofs: [
      ...by('delivery/markdown', 'takes bounded time'),
      ...by('adapters/telegram/format', 'any tree can be rendered'),
      ...by('adapters/discord/format', 'any tree can be rendered'),
    ],
  },
  43: {
    attack: '200 messages a second of one person: limited, one notice; presses too',
    proofs: [
      ...by('admission/gate', 'limits the requests of one person, with one notice'),
      ...by(
        'admission/gate',
        'counts the presses of one person before anything is read for them',
        'counts stops and edits by themselves, and answers no flood of them',
      ),
      ...by('scenarios/telegram/access', 'a flood gets its allowed answers and one notice'),
      ...by('attacks/budgets', 'a flood of messages of one person (43)'),
      ...by('intake/presses', 'draw no picture, however often'),
    ],
  },
  44: {
    attack: '500 pictures asked for: the budget stops it',
    proofs: [
      ...by('admission/gate', 'counts each picture as a request (44)'),
      ...by('scenarios/telegram/budgets', '500 of /image draw no more than the limit (44)'),
      ...by('attacks/budgets', 'pictures by the hundred (44)'),
    ],
  },
  45: {
    attack: '“repeat for ever”: a cap on what is written',
    proofs: by('answering/output-limit', 'an answer that goes on again and again ends at its longest'),
  },
  46: {
    attack: 'a message that crashes the process: an error after three attempts',
    proofs: by('attacks/poison', 'ends in an error after three deaths, and the next is answered'),
  },
  47: {
    attack: "a history at the window's edge: trimmed, the request fits",
    proofs: [
      ...by('conversation/window', 'keeps the request within the window, counted by the real tokenizer'),
      ...by('scenarios/telegram/private-chat', 'a history too long for the model is asked again with less of it'),
    ],
  },
  // Data
  48: {
    attack: '`__proto__`, `constructor`, `:` in ids: no collision',
    proofs: [
      ...by('conversation/conversations', 'keep chats apart, whatever their ids spell'),
      ...by('attacks/settings', 'an option of any name is an unknown one'),
    ],
  },
  49: {
    attack: 'NUL, lone surrogate: stored safely',
    proofs: [
      {
        file: 'test/storage/sqlite/inbox.test.ts',
        title: 'keeps any id and any text exactly',
        source: 'test/contracts/inbox.ts',
      },
      ...by('attacks/stored', 'odd text goes to the model and back, and through the store'),
    ],
  },
  50: { attack: '52-bit and negative ids: exact', proofs: by('attacks/stored', 'ids of any size are exact') },
  51: {
    attack: 'an update of unknown type: ignored, acknowledged',
    proofs: by('adapters/telegram/poll', 'is skipped, named by id and kind only'),
  },
  52: {
    attack: 'a failed call or download: no token in log or chat',
    proofs: by('adapters/telegram/surface', 'gives away neither token nor text'),
  },
  53: {
    attack: 'broken JSON from any server: handled',
    proofs: [
      ...by('model/stream', 'before any word: asked again, unseen'),
      ...by('model/sse', 'events before a broken one are given first'),
      ...by('model/images', 'JSON that ends too early'),
      ...by('attacks/gateway', 'broken JSON'),
    ],
  },
  54: {
    attack: 'a compression bomb on the gateway: the process survives',
    proofs: by('attacks/gateway', 'a compression bomb'),
  },
};

/** Numbers there are. */
export const numbers = Array.from({ length: 54 }, (_, at) => at + 1);
