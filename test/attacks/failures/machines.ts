import { by, byContract, type Failures } from '../proof.ts';

const platforms = ['adapters/telegram/media-contract', 'adapters/discord/media-contract'];

/** Tests of files that are fetched from a platform. */
const downloads = (...titles: string[]) => platforms.flatMap((file) => byContract(file, 'media', ...titles));

/** Tests of hostile files on their whole way. */
const sent = by('scenarios/hostile-files', 'beside a good one: a sentence for each, and the rest is answered');

/** Bad inputs and attacks by what servers send, and by what the machine has to bear. */
export const machines: Failures = {
  // Fetching and files
  29: {
    attack: '169.254.169.254: blocked at every hop',
    proofs: by('net/guard', 'is not opened for an address of the inside', 'is not opened for a name that leads inside'),
  },
  30: {
    attack: 'a redirect to loopback: blocked at every hop',
    proofs: by('net/guard', 'does not follow a redirect inside'),
  },
  31: {
    attack: 'loopback in other spellings: blocked at every hop',
    proofs: by(
      'net/guard',
      'is not opened for an address of the inside',
      'does not follow a redirect inside',
      'refuses this machine by itself, without anything that tests put in its place',
    ),
  },
  32: {
    attack: 'DNS rebinding: blocked at every hop',
    proofs: by(
      'net/guard',
      'connects to the very address it has looked at, when a name answers otherwise the next time',
      'looks at a name anew at every hop, as it may answer otherwise by then',
      'tells a proxy no name: it is sent to the address that was looked at, and never inside',
    ),
  },
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
      ...downloads('fetches no more than is allowed, whatever was declared'),
      ...by('net/door', 'ends a body without an end', 'is not held by endless '),
    ],
  },
  36: {
    attack: 'a PNG of 14000²: refused before decoding',
    proofs: [...by('media/pictures', 'is one of 14,000 by 14,000, before it is unpacked'), ...sent],
  },
  37: {
    attack: 'a zip that lies about its size: capped',
    proofs: [
      ...by(
        'media/reading',
        'is an archive that lies about its sizes',
        'is an archive whose declared sizes are too much',
      ),
      ...sent,
    ],
  },
  38: {
    attack: 'a nested PDF: its reader is ended, a visible error',
    proofs: [
      ...by('media/reading', 'is a PDF whose stream is packed again and again'),
      ...by('media/work', 'is ended by its memory'),
      ...sent,
    ],
  },
  39: {
    attack: 'a wrong MIME type: sniffed',
    proofs: [
      ...by('model/images', 'bytes that are no picture'),
      ...by('media/pictures', 'is told by its content: '),
      ...by('media/reading', 'is told by one reason: '),
      ...by('media/perception', 'is not believed where its content shows what it is: '),
      ...sent,
    ],
  },
  40: {
    attack: '`../` in a file name: the base name',
    proofs: [...by('util/told', 'a file name is one line and no path'), ...sent],
  },
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
    proofs: by('answering/request/output-limit', 'an answer that goes on again and again ends at its longest'),
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
    proofs: [
      ...by('adapters/telegram/surface', 'gives away neither token nor text'),
      ...downloads('makes one attempt', 'says that it is gone', 'goes nowhere else, and takes nothing packed'),
    ],
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
