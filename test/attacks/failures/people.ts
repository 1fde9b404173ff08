import { by, type Failures, notBuilt } from '../proof.ts';

/** Bad inputs and attacks by who somebody is, or says that they are. */
export const people: Failures = {
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
      ...by('adapters/telegram/batches', 'ignores bots, channels and service messages'),
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
      ...by('adapters/telegram/batches', 'ignores bots, channels and service messages'),
      ...by('scenarios/telegram/anonymous', 'is answered in the group, without personal rights'),
    ],
  },
};
