import { type Control, proofIn } from '../proof.ts';

/** Safeguards of who may do what, and how much. */
export const people: readonly Control[] = [
  // Presses
  {
    name: 'a press may say any command',
    file: 'src/intake/pressed.ts',
    from: 'return entry && { entry, on };',
    to: 'return { entry: entry ?? { line: data }, on };',
    proof: proofIn('intake/presses', 'do nothing, under a menu or an answer, and every press is told so'),
  },
  {
    name: 'anybody may press anybody’s buttons',
    file: 'src/intake/presses.ts',
    from: "if (!may) return refused('press.stranger');",
    to: '',
    proof: proofIn('scenarios/telegram/permissions', 'are not for strangers, who are told so alone'),
  },
  {
    name: 'presses are not counted',
    file: 'src/admission/gate.ts',
    from: "if (act) return once('act', resolved, () => tooManyActs(resolved, act));",
    to: 'if (act) return undefined;',
    proof: proofIn('admission/gate', 'counts the presses of one person before anything is read for them'),
  },
  // Authority
  {
    name: 'who has left a group reads on',
    file: 'src/admission/permissions.ts',
    from: 'return (await surface(name).isPresent?.(source, actor, limited(signal))) ?? false;',
    to: 'return (await surface(name).isPresent?.(source, actor, limited(signal))) !== null;',
    proof: proofIn('scenarios/telegram/authority', 'what is said in a group, shown to one person alone'),
  },
  {
    name: 'a chat that speaks has the rights of its id',
    file: 'src/admission/permissions.ts',
    from: "return kind !== 'chat';",
    to: "return kind !== '';",
    proof: proofIn(
      'admission/permissions',
      'has nobody’s rights: it decides about nothing, not even what it asked itself',
    ),
  },
  {
    name: 'a private thread joins its channel',
    file: 'src/conversation/scope.ts',
    from: 'return at.restricted ? here : (group ?? here);',
    to: 'return group ?? here;',
    proof: proofIn('scenarios/discord/authority', 'what is said in a private thread stays there'),
  },
  {
    name: 'anybody’s words are overheard',
    file: 'src/intake/room.ts',
    from: 'isCommand(body) || !(await maySpeak(event))) return;',
    to: 'isCommand(body)) return;',
    proof: proofIn('scenarios/telegram/room', 'keeps nothing of people who may not speak there'),
  },
  {
    name: 'a name wakes the bot for anybody',
    file: 'src/intake/room.ts',
    from: 'return wakes && !isCommand(body) && (await maySpeak(event));',
    to: 'return wakes && !isCommand(body);',
    proof: proofIn('scenarios/telegram/room', 'does not answer who may not speak there, nor tells them so'),
  },
  {
    name: 'what was deleted is still overheard',
    file: 'src/intake/room.ts',
    from: 'if ((await mannerOf(at)).overhear)',
    to: 'if (false)',
    proof: proofIn('scenarios/discord/room', 'edits are followed, deletions too'),
  },
  {
    name: 'a topic overhears another',
    file: 'src/conversation/settings-at.ts',
    from: 'return topicOf(task) ?? origin.chat;',
    to: 'return origin.chat;',
    proof: proofIn('scenarios/telegram/room', 'stays within its topic'),
  },
  {
    name: 'who has lost access is answered',
    file: 'src/turns/respond.ts',
    from: "if (parts.permissions.access(task) === 'denied') {",
    to: "if (parts.permissions.access(task) === 'none') {",
    proof: proofIn('scenarios/telegram/access', 'whoever loses access while a question waits is told so'),
  },
  {
    name: 'commands have no rank',
    file: 'src/turns/respond.ts',
    from: 'const outranked = await rankRefusal(parts, specs, task, settings, signal);',
    to: 'const outranked = (await rankRefusal(parts, specs, task, settings, signal)) && undefined;',
    proof: proofIn('commands/ranks', 'what is switched off is so for everybody, and said'),
  },
  // Budgets
  {
    name: 'requests are not limited',
    file: 'src/admission/gate.ts',
    from: "const flood = points > 0 ? once('request', resolved, () => tooMany(resolved, points)) : undefined;",
    to: 'const flood = points < 0 ? tooMany(resolved, points) : undefined;',
    proof: proofIn('admission/gate', 'limits the requests of one person, with one notice'),
  },
  {
    name: 'ten pictures cost as much as one',
    file: 'src/intake/terms.ts',
    from: 'Math.max(1, picturesOf(resolved, specs))',
    to: 'Math.min(1, 1 + picturesOf(resolved, specs))',
    proof: proofIn('scenarios/telegram/budgets', 'count each as a request'),
  },
  {
    name: 'strangers have no budget together',
    file: 'src/admission/gate.ts',
    from: 'const STRANGERS_PER_MINUTE = 30;',
    to: 'const STRANGERS_PER_MINUTE = 30_000;',
    proof: proofIn('admission/gate', 'lets all strangers together have few notices'),
  },
  {
    name: 'one person may fill all places',
    file: 'src/storage/sqlite/capacity.ts',
    from: 'fits(person, this.#ofPerson, limit * PERSON_PER_BOUND)',
    to: 'fits(person, limit, limit * PERSON_PER_BOUND)',
    proof: proofIn('scenarios/telegram/budgets', 'one person in ten topics of two groups leaves some to others'),
  },
  {
    name: 'pictures are not bounded together',
    file: 'src/turns/picture-places.ts',
    from: 'if (!next || !fits(all, next.count, limit)) return;',
    to: 'if (!next) return;',
    proof: proofIn('turns/picture-places', 'bound what is drawn in all chats together'),
  },
  {
    name: 'a turn may spend without end',
    file: 'src/turns/spending.ts',
    from: 'const BUDGET = 5;',
    to: 'const BUDGET = 5_000;',
    proof: proofIn('turns/spending', 'are five attempts at an answer in words, and no sixth'),
  },
];
