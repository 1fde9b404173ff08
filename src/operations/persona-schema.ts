import { personaSchema } from '../ports/index.ts';

/** Words for an editor, which shows them beside a field. */
const told: Readonly<Record<keyof typeof personaSchema.entries, string>> = {
  slug: 'Short name, by which it is chosen: a-z, 0-9 and -.',
  name: 'Name that people see.',
  emoji: 'One emoji, shown before its name.',
  description: 'One line that says what it is good for.',
  language: 'Language it is written in, such as en or zh-CN. Files of one slug may differ in it.',
  system: `Instructions to the model, behind the operator's. {{original}} puts those elsewhere; {{user}}, {{char}} and \${variables} are filled in.`,
  examples: 'Exchanges that show the model how to answer.',
  greeting: 'Words it is introduced with.',
  starters: 'Questions to begin with, as buttons under the greeting.',
  model: 'A model that the operator offers, or basic or advanced. Without it, the chat decides.',
  parameters: 'Parameters of the model. Limits of the operator are not exceeded.',
  image_style: 'Style that its pictures are drawn in.',
  voice: 'Voice that reads its answers aloud.',
  tools: 'Tools of other programs. They are kept, and nothing acts on them.',
  documents: "Names of files in the operator's folder of knowledge.",
  contacts: 'Who takes over, by the name of a platform, as a mention there.',
  handover:
    'Whether it hands over to the person whom the operator names. Without it, it does where it has texts to answer from.',
  variables: `Values that are asked for before it begins, and stand in the system text as \${name}.`,
  extensions: 'Fields of other programs.',
};

/** `docs/persona.schema.json`: the form of persona files, for editors and other programs. */
export async function personaJsonSchema(): Promise<string> {
  const { toJsonSchema } = await import('@valibot/to-json-schema');
  // A check in words has no counterpart in JSON Schema.
  const { properties = {}, ...schema } = toJsonSchema(personaSchema, { errorMode: 'ignore' });
  const described = Object.entries({ $schema: { type: 'string' } as const, ...properties }).map(([name, property]) => {
    const description = Object.hasOwn(told, name) ? told[name as keyof typeof told] : 'This schema.';
    return [name, { description, ...Object(property) }];
  });
  const head = { $schema: schema.$schema, title: 'Persona', ...schema };
  return `${JSON.stringify({ ...head, properties: Object.fromEntries(described) }, null, 2)}\n`;
}
