import { MOST_DRAWN, type Tool } from '../ports/index.ts';

/** Draws pictures for an answer, where the model's service does not draw within it. */
export const draw: Tool = {
  group: 'images',
  // One that died with its process is drawn again, as far as its turn may pay for it; one that has a result is not.
  effect: 'read',
  // It is seen below the answer.
  quiet: true,
  wants: 'drawing',
  yieldsTo: 'drawing',
  slow: true,
  spec: {
    name: 'draw',
    description:
      'Draws pictures, or changes those that are there. They are shown below your answer. Use it only where the person asks for a picture.',
    parameters: {
      type: 'object',
      properties: {
        prompt: {
          type: 'string',
          minLength: 1,
          maxLength: 6000,
          description: 'Everything that is to be seen, or what is to change in a picture.',
        },
        change: {
          type: 'boolean',
          description:
            'True to draw out of the pictures that the person has just sent, else of those drawn or sent last.',
        },
        count: { type: 'integer', minimum: 1, maximum: MOST_DRAWN },
        size: {
          type: 'string',
          maxLength: 32,
          description: 'Pixels, such as "1536x1024" for a wide one; left out, it is chosen for you.',
        },
      },
      required: ['prompt'],
      additionalProperties: false,
    },
  },
  async run({ prompt, change, count, size }, { draw: paint, signal, note }) {
    const wish = {
      prompt: String(prompt),
      count: Number(count ?? 1),
      ...(typeof size === 'string' ? { size } : {}),
      ...(change === true ? { change: true as const } : {}),
    };
    const drawn = await paint(wish, { signal, note });
    if ('refusal' in drawn) return { text: drawn.refusal, isError: true };
    const { pictures, usage } = drawn;
    const text = `Drawn, and shown below your answer: ${pictures.length === 1 ? 'a picture' : `${pictures.length} pictures`}.`;
    return { text, files: pictures, drawn: true, ...(usage ? { usage } : {}) };
  },
};
