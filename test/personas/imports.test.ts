import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createLocales } from '../../src/locales/index.ts';
import { importPersonas, MOST_IMPORT, MOST_PERSONAS } from '../../src/personas/imports/index.ts';
import { Problem } from '../../src/personas/problems.ts';
import { slugOf } from '../../src/personas/slug.ts';
import { type Persona, personaSchema, slugSchema } from '../../src/ports/index.ts';
import { agent, backup, cardV1, cardV2, cardV3, mask, png, webModel, zip } from './made-files.ts';

const read = async (file: unknown) => {
  const bytes = file instanceof Uint8Array ? file : Buffer.from(typeof file === 'string' ? file : JSON.stringify(file));
  const imported = await importPersonas(bytes);
  for (const persona of imported.personas) {
    expect(v.parse(personaSchema, persona)).toEqual(persona);
    expect([persona.tools, persona.model ?? 'basic']).toEqual([undefined, 'basic']);
  }
  return { ...imported, left: imported.dropped.map(({ what, why }) => `${what} ${why}`).toSorted() };
};
const why = async (file: unknown) => {
  const problem = await read(file).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  return problem instanceof Problem ? problem.sentence(createLocales().texts('en')) : '';
};

const cook: Persona = {
  slug: 'cook',
  name: 'Cook',
  emoji: '🧑‍🍳',
  language: 'zh-TW',
  system: 'You are a cook.',
  examples: [{ user: 'Soup?', assistant: 'Onion soup.' }],
  parameters: { temperature: 0.7, top_p: 1, max_tokens: 2000 },
};

describe('NextChat', () => {
  it.each([
    ['one mask', mask],
    ['a list', [mask]],
    ['lists by language', { cn: [], tw: [mask], en: [] }],
  ])('gives the personas of %s', async (_, file) => {
    const { personas, left, from } = await read(file);
    expect(from).toBe('nextchat');
    expect(personas).toEqual([cook]);
    expect(left).toEqual(['model model', 'plugin tools']);
  });

  it('reads nothing but the masks of a backup, and says that it holds keys', async () => {
    const { personas, dropped, left } = await read(backup);
    const { parameters: _, ...baker } = { ...cook, name: 'Baker', slug: 'baker' };
    expect(personas).toEqual([cook, baker]);
    expect(left).toContain('access-control keys');
    expect(JSON.stringify([personas, dropped])).not.toMatch(/never-read-me|hush|diary/);
  });

  it('takes a lone message of a user for what it is', async () => {
    const context = [{ role: 'user', content: 'I want you to act as a poet.' }];
    const { personas } = await read({ ...mask, context, avatar: 'gpt-bot' });
    expect(personas[0]).toMatchObject({ system: 'I want you to act as a poet.' });
    expect(personas[0]).not.toHaveProperty('examples');
    expect(personas[0]).not.toHaveProperty('emoji');
  });
});

describe('LobeHub', () => {
  const garden: Persona = {
    slug: 'garden-helper',
    name: 'Garden Helper',
    emoji: '🌱',
    description: 'Knows plants.',
    system: 'You know plants.',
    examples: [{ user: 'Rose?', assistant: 'Prune in March.' }],
    greeting: 'Hello, what grows?',
    starters: ['Why are the leaves yellow?', 'When do I sow?'],
    parameters: { temperature: 0.5 },
  };
  const { config, meta, identifier } = agent;

  it.each([
    ['a file of the index', agent],
    ['a flat file', { ...meta, ...config, identifier }],
    ['an export of the app', { version: 7, exportType: 'agents', state: { sessions: [{ identifier, meta, config }] } }],
  ])('gives the persona of %s', async (_, file) => {
    const { personas, left, from } = await read(file);
    expect(from).toBe('lobehub');
    expect(personas).toEqual([garden]);
    expect(left).toEqual(['model model', 'plugins tools', 'top_p strange']);
  });

  it('has no emoji for a picture elsewhere', async () => {
    const { personas } = await read({ ...agent, meta: { ...meta, avatar: 'https://a.example/b.png' } });
    expect(personas[0]).not.toHaveProperty('emoji');
  });
});

describe('a character card', () => {
  const examples = [
    { user: 'Cold?', assistant: 'Always.\nSit by the fire.' },
    { user: 'Alone?', assistant: 'Mostly.' },
  ];
  const told = '{{char}} keeps a lighthouse.\n\nPersonality: Dry, kind.\n\nScenario: A storm. {{user}} knocks.';
  const iris: Persona = { slug: 'iris', name: 'Iris', system: told, examples, greeting: 'Come in, {{user}}.' };
  const full: Persona = {
    ...iris,
    description: 'Best in autumn.',
    system: `{{original}} Stay in the story.\n\n${told}\n\nThe light is never off.`,
    extensions: { depth: 4 },
  };
  const keeper: Persona = { ...full, slug: 'keeper', name: 'Keeper' };
  const leftOut = ['alternate_greetings place', 'character_book place', 'post_history_instructions place'];
  const [two, three] = [JSON.stringify(cardV2), JSON.stringify(cardV3)];

  it.each([
    ['V1', cardV1, iris, []],
    ['V2', cardV2, full, leftOut],
    ['V3', cardV3, keeper, leftOut],
    ['V2 in a picture', png({ Software: 'x', chara: two }), full, leftOut],
    ['V3 in a picture, beside V2', png({ chara: two, ccv3: three }), keeper, leftOut],
    ['V3 in an archive', zip('card.json', three), keeper, leftOut],
  ])('is read: %s', async (_, file, persona, dropped) => {
    const { personas, left, from } = await read(file);
    expect(from).toBe('card');
    expect(personas).toEqual([persona]);
    expect(left).toEqual(dropped);
  });

  it('has a plain name, whatever it calls itself', async () => {
    const name = '<script>alert(1)</script>\u202e[system]: `x`\n# Admin';
    const { personas } = await read({ ...cardV1, name });
    expect(personas[0]?.name).toBe('script alert(1) /script x # Admin');
    expect(personas[0]?.slug).toBe('script-alert-1-script-x-admin');
  });

  it('is cut where it is too long, and that is told', async () => {
    const { personas, left } = await read({
      ...cardV1,
      description: '界'.repeat(300_000),
      first_mes: 'x'.repeat(3000),
    });
    expect(personas[0]?.greeting).toHaveLength(2000);
    expect(personas[0]?.system?.length).toBeGreaterThan(15_000);
    expect(left).toEqual(['examples long', 'greeting long', 'system long', 'system long']);
  });
});

it('Open WebUI', async () => {
  const { personas, dropped, left, from } = await read([webModel, { id: 'old', info: { ...webModel, name: 'Old' } }]);
  expect(from).toBe('open-webui');
  expect(personas[0]).toEqual({
    slug: 'sql-helper',
    name: 'SQL Helper',
    description: 'Writes queries.',
    system: 'You write SQL.',
    starters: ['Explain a query', 'Make it faster'],
    parameters: { temperature: 0.1 },
  });
  expect(personas[1]).toMatchObject({ slug: 'sql-helper-2', name: 'Old' });
  expect(left.slice(0, 2)).toEqual(['base_model_id model', 'base_model_id model']);
  expect(JSON.stringify([personas, dropped])).not.toContain('u-private');
});

describe('prompts.chat', () => {
  it('gives a persona a row, with its variables', async () => {
    const row = `"I act as a \${Trade:baker}, called ""\${Name:Bo}"". \${Trade:baker}!\nTwo lines."`;
    const { personas, from } = await read(
      `act,prompt,for_devs,type,contributor\nBaker,${row},FALSE,TEXT,me\n诗人,写诗,,,\n`,
    );
    expect(from).toBe('prompts.chat');
    expect(personas[0]).toEqual({
      slug: 'baker',
      name: 'Baker',
      system: `I act as a \${Trade:baker}, called "\${Name:Bo}". \${Trade:baker}!\nTwo lines.`,
      variables: [
        { name: 'Trade', default: 'baker' },
        { name: 'Name', default: 'Bo' },
      ],
    });
    expect(personas[1]).toMatchObject({ name: '诗人', system: '写诗', slug: expect.stringMatching(/^p-[0-9a-f]{8}$/) });
  });

  it('fills in the variables that are too many', async () => {
    const marks = 'abcdefg'.split('').map((name) => `\${${name}:${name}!}`);
    const { personas } = await read(`act,prompt\nA,"${marks.join(' ')}"\n`);
    expect(personas[0]?.variables).toHaveLength(5);
    expect(personas[0]?.system).toBe(`${marks.slice(0, 5).join(' ')} f! g!`);
  });

  it('is bounded in rows, and names the row that is broken', async () => {
    const rows = Array.from({ length: MOST_PERSONAS + 5 }, (_, at) => `Act ${at},Do ${at}`);
    const { personas, left } = await read(`act,prompt\n${rows.join('\n')}\n`);
    expect([personas.length, left]).toEqual([MOST_PERSONAS, ['personas many']]);
    expect(await why('act,prompt\nA,b\nC,"d\n')).toMatch(/^Line \d, column 1: A row is no valid CSV/);
  });
});

describe('our own form', () => {
  const own = {
    slug: 'a',
    name: 'A',
    tools: ['shell'],
    documents: ['secret.txt'],
    contacts: { x: '@all' },
    model: 'dear',
  };

  it.each([
    ['YAML', 'slug: a\nname: A\ntools: [shell]\ndocuments: [secret.txt]\ncontacts: {x: "@all"}\nmodel: dear\n'],
    ['JSON', own],
    ['a list', [own]],
  ])('gives nothing that only an operator may give: %s', async (_, file) => {
    const { personas, left, from } = await read(file);
    expect(from).toBe('parley');
    expect(personas).toEqual([{ slug: 'a', name: 'A' }]);
    expect(left).toEqual(['contacts owner', 'documents owner', 'model model', 'tools tools']);
  });
});

describe('a file that holds none', () => {
  it.each([
    ['no persona', { hello: 'world' }, 'The field `slug` is missing.'],
    ['masks without names', { ...backup, 'mask-store': { masks: {} } }, 'There is no persona in it.'],
    ['a picture without a card', png({ Software: 'x' }), 'I do not know this kind of file.'],
    ['a picture whose card is no JSON', png({ chara: 'hello' }), 'I do not know this kind of file.'],
    ['a picture that ends within', png({ chara: JSON.stringify(cardV2) }).subarray(0, 60), 'I do not know this kind'],
    ['an archive without a card', zip('other.json', '{}'), 'I do not know this kind of file.'],
    ['an archive that is none', Buffer.from('PK\x03\x04 hello'), 'I do not know this kind of file.'],
    ['bytes', Buffer.from([0, 1, 2, 3, 255]), 'I do not know this kind of file.'],
    ['nothing', '', 'There is no persona in it.'],
    ['text', 'Hello, please be a pirate.', 'I do not know this kind of file.'],
    ['broken YAML', 'slug: "a\nname: b\n', 'Line 3, column 1: Something is not closed'],
    ['too much', Buffer.alloc(MOST_IMPORT + 1), 'It is too large: at most 8 MB.'],
    ['too much text', 'x'.repeat(2_000_000), 'It is too large: at most 1 MB.'],
  ])('%s', async (_, file, sentence) => {
    expect(await why(file)).toContain(sentence);
  });
});

it.each([
  ['Señor Café!', 'senor-cafe'],
  ['  --A  b__C ', 'a-b-c'],
  ['x'.repeat(100), 'x'.repeat(40)],
  ['诗人', 'p-'],
  ['../../etc', 'etc'],
])('a slug is made of a name: %s', (name, slug) => {
  const made = slugOf(name);
  expect(v.is(slugSchema, made)).toBe(true);
  expect(made).toMatch(slug.startsWith('p-') ? /^p-[0-9a-f]{8}$/ : slug);
});
