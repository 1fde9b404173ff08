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
];
