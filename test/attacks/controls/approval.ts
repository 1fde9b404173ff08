import { type Control, proofIn } from '../proof.ts';

/** Safeguards of calls that change something. */
export const approval: readonly Control[] = [
  {
    name: 'what is run is not what was asked for',
    file: 'src/agent/deeds.ts',
    from: 'decision.hash === hash ?',
    to: 'decision.hash !== undefined ?',
    proof: proofIn('agent/deeds', 'is not run where its '),
  },
  {
    name: 'a press does not see that the tool has changed',
    file: 'src/answering/request/with-tools.ts',
    from: 'if (!tool || callDigest(tool, call) !== pending.hash)',
    to: 'if (!tool)',
    proof: proofIn('scenarios/approval', 'nothing is run once '),
  },
  {
    name: 'a call is decided again',
    file: 'src/conversation/leaves.ts',
    from: 'pending.key !== key || pending.decided',
    to: 'pending.key !== key',
    proof: proofIn('conversation/leaves', 'is decided once: the first decision counts, and stays whoever repeats it'),
  },
  {
    name: 'nobody notes that a call has begun',
    file: 'src/agent/deeds.ts',
    from: "await journal.take({ type: 'begun', call: call.id });",
    to: '',
    proof: proofIn('agent/deeds', 'is run by leave: begun is durable before, the result after'),
  },
  {
    name: 'a call that was begun is run again',
    file: 'src/agent/journal.ts',
    from: 'isUnknown: begun?.has(call.id) ?? false',
    to: 'isUnknown: begun === undefined',
    proof: proofIn('agent/deeds', 'is not run again where it was begun, and everybody is told'),
  },
  {
    name: 'leave for a conversation holds beside the words of others',
    file: 'src/agent/deeds.ts',
    from: 'tool.lasting && !approval.isForeign && !isForeign(journal)',
    to: 'tool.lasting',
    proof: proofIn('agent/deeds', 'asks all the same while others’ words are in '),
  },
  {
    name: 'a tool that is for some people is there for all',
    file: 'src/turns/tooling.ts',
    from: 'if (await mayUse(tool)) return true;',
    to: 'return true;',
    proof: proofIn('scenarios/approval-groups', 'is not there for others, and nobody else allows it'),
  },
  {
    name: 'a call is made for who may not use its tool any more',
    file: 'src/turns/tool-users.ts',
    from: 'of [task, ...others])',
    to: 'of [task])',
    proof: proofIn(
      'scenarios/approval-groups',
      'is run for nobody who may not use it any more when they are pressed for',
    ),
  },
  {
    name: 'a tool that is for some people asks no more once it is listed',
    file: 'src/turns/tool-users.ts',
    from: '(await mayUse(tool)) ?',
    to: 'tool ?',
    proof: proofIn(
      'turns/tool-users',
      'who is told a tool and may not use it any more when it is called gets nothing of it',
    ),
  },
  {
    name: 'who is a moderator of their own chat may use what is for moderators',
    file: 'src/admission/permissions.ts',
    from: "who !== 'moderator' || acting.place.kind === 'group'",
    to: "who !== 'nobody'",
    proof: proofIn('admission/permissions', 'a person is named '),
  },
];
