import { type Control, proofIn } from '../proof.ts';

/** Safeguards of accounts that are one person. */
export const linking: readonly Control[] = [
  {
    name: 'a code links more than once',
    file: 'src/people/codes.ts',
    from: '!found || found.taken !== undefined ||',
    to: '!found ||',
    proof: proofIn('people/people', 'is taken however it is written, and once'),
  },
  {
    name: 'a code links for ever',
    file: 'src/people/codes.ts',
    from: '|| clock.now() >= found.until) {',
    to: ') {',
    proof: proofIn('people/people', 'is void after ten minutes, when a new one is made, and when others have read it'),
  },
  {
    name: 'codes can be guessed without end',
    file: 'src/people/codes.ts',
    from: "if (state.wrong.length >= TRIES) return 'tries';",
    to: '',
    proof: proofIn('people/people', 'cannot be guessed: after five wrong ones within an hour none is looked at'),
  },
  {
    name: 'a code is kept as it is',
    file: 'src/people/codes.ts',
    from: "keyed(secret, 'link', code)",
    to: "keyed(secret, 'link', code) + code",
    proof: proofIn('people/people', 'is kept as a keyed hash alone, whoever has it'),
  },
  {
    name: 'an offer is confirmed however late',
    file: 'src/people/people.ts',
    from: "if (!isDone && clock.now() >= offered.until) return 'over';",
    to: '',
    proof: proofIn('people/people', 'links nobody who confirms too late, or is somebody else than who took it'),
  },
  {
    name: 'a code that a group has read links all the same',
    file: 'src/commands/people/link.ts',
    from: 'await people.spoil(said);',
    to: '',
    proof: proofIn('commands/people/link', '/link in a group takes no code, and makes it void: others have read it'),
  },
  {
    name: 'the one who is linked is told under a name that looks like more',
    file: 'src/commands/people/link.ts',
    from: 'escapeMarkdown(headline(name, NAME))',
    to: 'headline(name, NAME)',
    proof: proofIn('commands/people/link', '/link shows a code, and whose it is to who writes it, in their own words'),
  },
  {
    name: 'whoever made a code is not told after a kill',
    file: 'src/people/people.ts',
    from: 'const joined = await join(account, accountOf(offered.asked), offer);',
    to: 'const joined = await join(account, accountOf(offered.asked), offer);\n      await done(account.id);',
    proof: proofIn('people/people', 'the other account is told though the process ended before'),
  },
  {
    name: 'each account has a budget of its own',
    file: 'src/admission/gate.ts',
    from: 'const person = await personOf(resolved.actor.id);',
    to: 'const person = resolved.actor.id;',
    proof: proofIn('admission/gate', 'counts what the accounts of one person ask together, and what they have stored'),
  },
  {
    name: 'who is forgotten stays in the accounts of others',
    file: 'src/privacy/forgetting.ts',
    from: 'await people.forget(person);',
    to: '',
    proof: proofIn(
      'scenarios/linking',
      'one of two accounts is forgotten: what was shared goes, and the other is alone',
    ),
  },
  {
    name: 'one account shares a conversation with another that has not agreed',
    file: 'src/people/sharing.ts',
    from: 'return one.agreed.with.includes(other.id) && other.agreed.with.includes(one.id);',
    to: 'return one.agreed.with.includes(other.id) || other.agreed.with.includes(one.id);',
    proof: proofIn(
      'people/sharing',
      'never holds for an account that is linked later, before all who share have named it',
    ),
  },
  {
    name: 'a conversation is gone on with in a chat that it is not shared with any more',
    file: 'src/turns/respond.ts',
    from: 'if (!spec?.apart && !(await parts.people.mayGoOn(task)))',
    to: 'if (false)',
    proof: proofIn(
      'scenarios/shared-conversation',
      'what was asked before it was taken back, and not answered yet, is not answered from it',
    ),
  },
  {
    name: 'a message from before leads back into what is not shared any more',
    file: 'src/intake/shared-with.ts',
    from: 'return found?.exchange.chat !== undefined && found.conversation !== conversation;',
    to: 'return false;',
    proof: proofIn('scenarios/shared-conversation', 'takes it back'),
  },
  {
    name: 'a shared conversation outlives the forgetting of one of its accounts',
    file: 'src/privacy/forgetting.ts',
    from: 'if (shared !== undefined) await pruning.erase(shared);',
    to: '',
    proof: proofIn('scenarios/shared-conversation', 'it is forgotten whole by either account'),
  },
];
