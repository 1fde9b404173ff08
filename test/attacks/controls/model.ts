import { type Control, proofIn } from '../proof.ts';

/** Safeguards of sound and pictures that a model takes and gives. */
export const model: readonly Control[] = [
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
    from: "before === 'picture' || type === 'drawing' || type === 'picture'",
    to: "before === 'picture'",
    proof: proofIn('model/drawing', 'where a picture was begun, and the stream breaks off'),
  },
  {
    name: 'a tool that is refused is offered each time',
    file: 'src/model/leave.ts',
    from: 'for (const { ability, forMs } of withdrawn) taught.learnAbilities(model, { [ability]: false }, forMs, link);',
    to: '',
    proof: proofIn('model/drawing', 'answers in words, and is offered it no more: '),
  },
  {
    name: 'two calls have one id',
    file: 'src/model/tool-calls.ts',
    from: ' && !taken.has(told)',
    to: '',
    proof: proofIn('model/calls', 'gives a call another id where its own was taken before'),
  },
  {
    name: 'what one model made goes to another',
    file: 'src/model/items.ts',
    from: "part.type === 'item' && part.model === owner",
    to: "part.type === 'item'",
    proof: proofIn('model/calls', 'go to no other model, nor to a model of the same name elsewhere'),
  },
  {
    name: 'items have no bound',
    file: 'src/model/items.ts',
    from: 'room -= sizeOf(own);',
    to: '',
    proof: proofIn('model/items', 'where there is more than a million letters of them'),
  },
  {
    name: 'arguments have no bound',
    file: 'src/model/tool-calls.ts',
    from: 'return text.length > MOST_ARGUMENTS ? headOf(text, KEPT) : text;',
    to: 'return text;',
    proof: proofIn('model/foreign-calls', 'calls, names, ids and arguments have bounds'),
  },
  {
    name: 'a call that is cut is made',
    file: 'src/model/stream.ts',
    from: "end.type === 'end' && end.reason === 'complete' ? reader.calls() : []",
    to: 'reader.calls()',
    proof: proofIn('model/calls', 'a call that is cut by the limit of tokens is none'),
  },
];
