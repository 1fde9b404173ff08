import { by, type Failures } from '../proof.ts';

/** Bad inputs and attacks by what is said: in answers, and to the model. */
export const texts: Failures = {
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
      ...by('commands/asking/material', 'a text, into the language that is named, as material and not as an order'),
      ...by('answering/told/marks', 'reads as exactly the blocks it was made of, whatever they hold'),
      ...by('answering/told/marks', 'does not without the marks: the property can fail'),
      ...by('scenarios/telegram/passed-on', ' is answered as material'),
    ],
  },
  26: {
    attack: 'forged role marks: plain text',
    proofs: [
      ...by('commands/asking/material', 'lets nobody speak in the name of another'),
      ...by('answering/told/marks', ' is neutral in material and in own words', ' is a line like any other'),
      ...by('answering/told/marks', ' loses its bracket', 'in a name is a name'),
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
};
