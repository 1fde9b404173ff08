import { byContract, type Control, type Proof, proofIn } from '../proof.ts';

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

/** Safeguards of files: those that people send, and those that are shown. */
export const files: readonly Control[] = [
  {
    name: 'a picture is unpacked whatever its sides',
    file: 'src/media/pictures/prepare.ts',
    from: "if (size.width * size.height > MOST_PIXELS) throw new Refusal('too_many_pixels');",
    to: '',
    proof: proofIn('media/pictures', 'is one of 14,000 by 14,000, before it is unpacked'),
  },
  {
    name: 'nobody watches the memory of a process for foreign bytes',
    file: 'src/media/work/child.js',
    from: 'if (process.memoryUsage.rss() > Number(memory)) process.exit(Number(tooMuch));',
    to: '',
    proof: proofIn('media/work', 'is ended by its memory'),
  },
  {
    name: 'a process for foreign bytes outlives the bot',
    file: 'src/media/work/child.js',
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
    from: "throw new Fault('unreachable', 'a file could not be fetched', { code: codeOf(error) ?? 'unknown' });",
    to: "throw new Fault('unreachable', server.href, { code: codeOf(error) ?? 'unknown' });",
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
    file: 'src/media/work/child.js',
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
    name: 'what was heard outlives a question that is deleted meanwhile',
    file: 'src/turns/respond.ts',
    from: "sources.length > 0 ? [{ type: 'released', sources }] : [];",
    to: 'sources.length > 0 ? [] : [];',
    proof: proofIn(
      'scenarios/discord/hearing',
      'is forgotten with its question, also where that is deleted while it is answered',
    ),
  },
  {
    name: 'pictures are not kept before they are shown',
    file: 'src/turns/turns.ts',
    from: 'if (await files.store(claim)) over.abort(OVER);',
    to: 'over.abort(OVER);',
    proof: killed('once it is kept, and before it is shown'),
  },
  {
    name: 'what passes is fetched when its turn comes, and not when it is accepted',
    file: 'src/intake/intake.ts',
    from: 'if (passing.length > 0) keepPassing(',
    to: 'if (passing.length > 99) keepPassing(',
    proof: proofIn(
      'scenarios/discord/sources',
      'while it waits for its turn has kept the picture, and draws out of it',
    ),
  },
  {
    name: 'an answer is lost with its voice',
    file: 'src/answering/speech/read-aloud.ts',
    from: 'const { reason, notice } = failureOf(error, signal, texts, explain);',
    to: 'throw error;',
    proof: proofIn('scenarios/speaking', 'stays where it cannot be spoken, with a sentence'),
  },
  {
    name: 'a text is spoken however long it is',
    file: 'src/answering/speech/spoken-parts.ts',
    from: 'while (parts.length < most && ',
    to: 'while (',
    proof: proofIn('answering/speech/read-aloud', 'ends after four parts, and it says so'),
  },
  {
    name: 'a voice outlives the answer that it was for',
    file: 'src/turns/answer-files.ts',
    from: 'await blobs.forget({ conversation }, names)',
    to: 'await Promise.resolve()',
    proof: proofIn('turns/answer-files', 'that are sound or documents are kept until they are shown, and no longer'),
  },
  {
    name: 'files of one person fill the room for files',
    file: 'src/media/budget.ts',
    from: 'waiting.find(hasShare)',
    to: 'waiting[0]',
    proof: proofIn('media/budget', 'gives nobody more than half'),
  },
  {
    name: 'pictures of a command that is deleted while it is answered stay',
    file: 'src/turns/respond.ts',
    from: 'media: mediaOf(task), ',
    to: '',
    proof: proofIn(
      'scenarios/discord/sources',
      'a picture goes with its message, also where that is deleted while it is drawn',
    ),
  },
  {
    name: 'a long answer shows what has to go again',
    file: 'src/delivery/words.ts',
    from: 'growing: () => beginningOf(most())',
    to: 'growing: () => most()',
    proof: proofIn('scenarios/long-answers', 'grows as far as it will stay, and all of it comes as a file'),
  },
  {
    name: 'words of a long answer are lost where files are refused',
    file: 'src/delivery/words.ts',
    from: "if (!isFault(error, 'forbidden', 'rejected')) throw error;",
    to: 'throw error;',
    proof: proofIn('scenarios/long-answers', 'goes on in messages where no files are taken'),
  },
  {
    name: 'the file of a long answer is shown once more',
    file: 'src/delivery/files.ts',
    from: 'if (bubbles.showing(at)) return;',
    to: '',
    proof: proofIn(
      'scenarios/long-answers',
      'a file that was shown stays as it is when what follows has to be done again',
    ),
  },
];
