import { byContract, type Proof, proofIn } from './proof.ts';

/**
 * Negative controls: each takes one safeguard out of a copy of the program. The tests that are named must turn red by it; a
 * suite that stays green proves nothing.
 */
export interface Control {
  /** What is not guarded any more. */
  name: string;
  file: string;
  /** Text that stands in the file exactly once, and what stands there instead. */
  from: string;
  to: string;
  proof: Proof;
}

/** Test of files that are fetched from a platform. */
function downloaded(title: string): Proof {
  const [proof] = byContract('adapters/telegram/media-contract', 'media', title);
  if (!proof) throw new Error('a test by its title');
  return proof;
}

/** Test of a kill at a moment that is tried on Discord. */
const killed = (title: string): Proof => ({
  ...proofIn('scenarios/media-kills-discord', title),
  source: 'test/scenarios/media-kills.ts',
});

export const controls: readonly Control[] = [
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
  // Material
  {
    name: 'the number of the marks can be known',
    file: 'src/answering/marks.ts',
    from: "return String(number).padStart(DIGITS, '0');",
    to: "return String(number % 1n).padStart(DIGITS, '0');",
    proof: proofIn('answering/marks', 'has numbers that only this installation can work out'),
  },
  {
    name: 'marks in material stay as they are',
    file: 'src/answering/neutral.ts',
    from: 'return withoutMarks(visible(text, nonce), allMarks);',
    to: 'return visible(text, nonce) + (allMarks ? String() : nonce);',
    proof: proofIn('answering/marks', 'a forged mark'),
  },
  {
    name: 'passed-on words may be a command',
    file: 'src/intake/resolve.ts',
    from: 'if (here.source) return whereReplied(here, event.at);',
    to: '',
    proof: proofIn('scenarios/telegram/passed-on', 'from an inline bot change no setting'),
  },
  // Bounded work
  {
    name: 'a long text is counted in one piece',
    file: 'src/conversation/tokens.ts',
    from: 'await pause();',
    to: '',
    proof: proofIn('conversation/tokens', 'where many are counted at once'),
  },
  // Secrets
  {
    name: 'the log writes secrets',
    file: 'src/util/redact.ts',
    from: 'known ? text.replace(known, MARK) : text',
    to: 'known ? text.replaceAll(MARK, MARK) : text',
    proof: proofIn('util/log', 'blacks out secrets wherever they are'),
  },
  {
    name: 'libraries print past the door',
    file: 'src/cli/door.ts',
    from: 'guard(stream, (text) => redact(text));',
    to: 'guard(stream, (text) => text);',
    proof: proofIn('cli/door', 'goes through the same door: by the console'),
  },
  {
    name: 'files are for every account of the machine',
    file: 'src/storage/sqlite/private.ts',
    from: 'const OWNER_ONLY = 0o600;',
    to: 'const OWNER_ONLY = 0o644;',
    proof: proofIn('storage/sqlite/database', 'belongs to its owner alone, whatever it was before'),
  },
  // Media
  {
    name: 'a picture is unpacked whatever its sides',
    file: 'src/media/pictures/prepare.ts',
    from: "if (size.width * size.height > MOST_PIXELS) throw new Refusal('too_many_pixels');",
    to: '',
    proof: proofIn('media/pictures', 'is one of 14,000 by 14,000, before it is unpacked'),
  },
  {
    name: 'nobody watches the memory of a process for foreign bytes',
    file: 'src/media/work/child.ts',
    from: 'if (process.memoryUsage.rss() > Number(memory)) process.exit(TOO_MUCH_MEMORY);',
    to: '',
    proof: proofIn('media/work', 'is ended by its memory'),
  },
  {
    name: 'a process for foreign bytes outlives the bot',
    file: 'src/media/work/child.ts',
    from: "process.stdin.on('close', () => process.exit(0));",
    to: '',
    proof: proofIn('media/work', 'is no life longer than the bot’s'),
  },
  {
    name: 'a file is read as far as it goes',
    file: 'src/util/download.ts',
    from: 'if (size > most) throw tooLarge();',
    to: '',
    proof: downloaded('fetches no more than is allowed, whatever was declared'),
  },
  {
    name: 'a download goes where it is sent',
    file: 'src/util/download.ts',
    from: 'import { createDirectPoster, ',
    to: 'import { createPoster as createDirectPoster, ',
    proof: downloaded('goes nowhere else, and takes nothing packed'),
  },
  {
    name: 'what came packed is taken as it is',
    file: 'src/util/download.ts',
    from: "if (encoding !== 'identity') {",
    to: "if (encoding === 'identity, too') {",
    proof: downloaded('goes nowhere else, and takes nothing packed'),
  },
  {
    name: 'a failed download names its address',
    file: 'src/util/download.ts',
    from: "throw new Fault('unreachable', 'a file could not be fetched', { code: codeOf(error) });",
    to: "throw new Fault('unreachable', server.href, { code: codeOf(error) });",
    proof: downloaded('makes one attempt'),
  },
  {
    name: 'files come from any host',
    file: 'adapters/discord/files.ts',
    from: 'const download = url && downloads.get(url.origin);',
    to: 'const download = url && createDownload(url);',
    proof: proofIn('adapters/discord/media', 'from Discord’s hosts alone'),
  },
  {
    name: 'files of strangers are remembered',
    file: 'adapters/discord/interactions/interaction-handler.ts',
    from: 'if (isAdmitted(event, self)) files.give(',
    to: 'files.give(',
    proof: proofIn('adapters/discord/media', 'of strangers are not remembered'),
  },
  {
    name: 'an archive is believed what it declares',
    file: 'src/media/reading/zip.ts',
    from: "if (length > size) inflate.destroy(new Refusal('bomb'));",
    to: '',
    proof: proofIn('media/reading', 'is an archive that lies about its sizes'),
  },
  {
    name: 'the declared sizes of an archive are not summed',
    file: 'src/media/reading/zip.ts',
    from: 'unpacked += entry.size;',
    to: '',
    proof: proofIn('media/reading', 'is an archive whose declared sizes are too much'),
  },
  {
    name: 'a reader is never ended by its memory',
    file: 'src/media/work/child.ts',
    from: 'setInterval(look, LOOK_MS);',
    to: 'look();',
    proof: proofIn('media/reading', 'is a PDF whose stream is packed again and again'),
  },
  {
    name: 'a file is what it is said to be',
    file: 'src/media/perception.ts',
    from: 'senses[sniff(bytes)] ?? said',
    to: 'said',
    proof: proofIn('media/perception', 'is not believed where its content shows what it is: '),
  },
  {
    name: 'the name of a file is a path',
    file: 'src/util/told.ts',
    from: "line.lastIndexOf('/')",
    to: '-1',
    proof: proofIn('util/told', 'a file name is one line and no path'),
  },
  {
    name: 'what was heard is not kept before the model is asked',
    file: 'src/media/perception.ts',
    from: 'else if (words) await kept.put(source, at, words);',
    to: '',
    proof: killed('once the first of them is written down'),
  },
  {
    name: 'pictures are not kept before they are shown',
    file: 'src/turns/turns.ts',
    from: 'if (await files.store(claim)) over.abort(OVER);',
    to: 'over.abort(OVER);',
    proof: killed('once it is kept, and before it is shown'),
  },
  // Sound and pictures of a model
  {
    name: 'a picture that may be paid for is asked for again',
    file: 'src/model/call.ts',
    from: "if (dear && isFault(fault, 'model_unreachable', 'model_cut')) throw fault;",
    to: '',
    proof: proofIn('model/image-edits', 'asks again where the service is busy, and not where the connection is lost'),
  },
  {
    name: 'other words than the text are spoken',
    file: 'src/model/realtime.ts',
    from: 'if (isFaithful(request.text, spoken.words)) return',
    to: 'return',
    proof: proofIn('model/speech', 'says it once more where other words were said, and gives up then'),
  },
  {
    name: 'sound has no bound',
    file: 'src/model/speech.ts',
    from: "if (left < 0) throw modelFault('model_server', 'More sound than any text takes');",
    to: '',
    proof: proofIn('model/speech', 'is no sound'),
  },
  {
    name: 'the name of a file leaves the house',
    file: 'src/model/transcription.ts',
    from: 'name: `sound.$' + '{kind.ending}`',
    to: "name: request.name ?? 'sound.ogg'",
    proof: proofIn(
      'model/transcription',
      'sends the sound as it is, under a name of ours, with all languages that are likely',
    ),
  },
  {
    name: 'a model without eyes is shown pictures',
    file: 'src/model/sight.ts',
    from: "if ((taught.can(model, 'vision', link) ?? knownAbility(model, 'vision')) === false) {",
    to: 'if (model === link) {',
    proof: proofIn('model/abilities', 'one that is known to see none is not asked'),
  },
  {
    name: 'a picture that was begun is drawn once more',
    file: 'src/util/messages.ts',
    from: "type === 'drawing' || type === 'picture' || ",
    to: '',
    proof: proofIn('model/drawing', 'where a picture was begun, and the stream breaks off (reset)'),
  },
  {
    name: 'a tool that is refused is offered each time',
    file: 'src/model/leave.ts',
    from: 'taught.learnAbilities(model, { drawing: false }, REFUSED_MS, link);',
    to: '',
    proof: proofIn('model/drawing', 'answers in words, and is offered it no more: the model has none'),
  },
];
