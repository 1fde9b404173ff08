import { type Control, proofIn } from '../proof.ts';

/** Safeguards of answers that call tools. */
export const agent: readonly Control[] = [
  {
    name: 'steps of an answer with tools are not written down',
    file: 'src/agent/journal.ts',
    from: 'await write(step);',
    to: '',
    proof: proofIn('scenarios/tool-kills', 'each round is asked once more where it was not over, and none that was'),
  },
  {
    name: 'a call that was begun before a crash is made again',
    file: 'src/agent/journal.ts',
    from: 'isUnknown: begun?.has(call.id) ?? false',
    to: 'isUnknown: false',
    proof: proofIn('agent/after-a-crash', 'a call that was begun and has no result is unknown, and not made again'),
  },
  {
    name: 'words of others in a result are not marked',
    file: 'src/agent/telling.ts',
    from: 'result.foreign ? mark(name, said) : ',
    to: '',
    proof: proofIn('agent/loop', 'marks words that are somebody else’s, and tells what failed'),
  },
  {
    name: 'a tool that hangs holds its answer for ever',
    file: 'src/agent/call.ts',
    from: 'return await Promise.race([tool.run(args, context), timer]);',
    to: 'return await tool.run(args, context);',
    proof: proofIn('agent/loop', 'whose tool hangs is given up after its time'),
  },
];
