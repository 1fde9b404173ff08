import type { Persona } from '../ports/index.ts';
import { readYaml } from './yaml.ts';

/** First line of a file, for editors. Whoever has the schema elsewhere changes it. */
const HEAD = '# yaml-language-server: $schema=persona.schema.json\n';

/** Writes a persona as a file that can be edited and imported again. */
export async function personaFile(persona: Persona): Promise<string> {
  const { stringify } = await import('yaml');
  const text = `${HEAD}${stringify(persona, { lineWidth: 0 })}`;
  // Fields of other programs may be more than our reader takes in YAML. JSON is YAML, too.
  const isReadable = await readYaml(text).then(
    ({ value }) => JSON.stringify(value) === JSON.stringify(persona),
    () => false,
  );
  return isReadable ? text : `${HEAD}${JSON.stringify(persona, null, 2)}\n`;
}
