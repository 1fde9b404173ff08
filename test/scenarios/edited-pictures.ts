import type { OpenAISimulator } from '../simulator/openai/index.ts';

/** What was asked to be drawn out of pictures, each time: the words, the media types of the pictures, and whether a mask was sent. */
export function editsOf(openai: OpenAISimulator) {
  const edits = openai.requests.filter(({ path }) => path.includes('/images/edits'));
  return Promise.all(
    edits.map(async ({ form }) => {
      const { fields, files } = (await form?.()) ?? {};
      const of = files?.get('image')?.map(({ mime }) => mime.slice('image/'.length)) ?? [];
      return [fields?.['prompt'], of, files?.has('mask') ?? false] as const;
    }),
  );
}
