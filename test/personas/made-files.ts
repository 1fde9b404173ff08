import { crc32, deflateRawSync } from 'node:zlib';

/** Files in the shape of other programs' personas, made by code. */

/** Makes a PNG of one dot that carries texts by their keywords. */
export function png(texts: Readonly<Record<string, string>>): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const carried = Object.entries(texts).map(([keyword, text]) =>
    chunk('tEXt', Buffer.from(`${keyword}\0${Buffer.from(text).toString('base64')}`, 'latin1')),
  );
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), ...carried, chunk('IEND', Buffer.alloc(0))]);
}

/** Makes an archive of one packed file. */
export function zip(name: string, text: string): Buffer {
  const data = Buffer.from(text);
  const packed = deflateRawSync(data);
  const path = Buffer.from(name);
  const about = Buffer.alloc(22);
  about.writeUInt16LE(20, 0);
  about.writeUInt16LE(8, 4);
  about.writeUInt32LE(crc32(data), 10);
  about.writeUInt32LE(packed.length, 14);
  about.writeUInt32LE(data.length, 18);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(path.length);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, lengths, path, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, lengths, Buffer.alloc(14), path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

export const mask = {
  id: 'm1',
  avatar: '1f9d1-200d-1f373',
  name: 'Cook',
  context: [
    { id: 'a', role: 'system', content: 'You are a cook.', date: '' },
    { id: 'b', role: 'user', content: 'Soup?', date: '' },
    { id: 'c', role: 'assistant', content: [{ type: 'text', text: 'Onion soup.' }], date: '' },
  ],
  syncGlobalConfig: false,
  modelConfig: { model: 'gpt-9-expensive', temperature: 0.7, top_p: 1, max_tokens: 2000, historyMessageCount: 4 },
  lang: 'tw',
  builtin: false,
  plugin: ['web'],
};

export const backup = {
  'chat-next-web-store': { sessions: [{ topic: 'private', messages: [{ content: 'my secret diary' }] }] },
  'access-control': { openaiApiKey: 'sk-never-read-me', accessCode: 'hush' },
  'mask-store': { masks: { m1: mask, m2: { ...mask, id: 'm2', name: 'Baker', syncGlobalConfig: true } } },
};

export const agent = {
  author: 'somebody',
  identifier: 'garden-helper',
  schemaVersion: 1,
  meta: { title: 'Garden Helper', avatar: '🌱', description: 'Knows plants.', tags: ['plants'] },
  config: {
    systemRole: 'You know plants.',
    openingMessage: 'Hello, what grows?',
    openingQuestions: ['Why are the leaves yellow?', 'When do I sow?'],
    fewShots: [
      { role: 'user', content: 'Rose?' },
      { role: 'assistant', content: 'Prune in March.' },
    ],
    params: { temperature: 0.5, top_p: 3 },
    model: 'gpt-9-expensive',
    plugins: ['search'],
  },
};

const card = {
  name: 'Iris',
  description: '{{char}} keeps a lighthouse.',
  personality: 'Dry, kind.',
  scenario: 'A storm. {{user}} knocks.',
  first_mes: 'Come in, {{user}}.',
  mes_example:
    '<START>\n{{user}}: Cold?\n{{char}}: Always.\nSit by the fire.\n<START>\n{{user}}: Alone?\n{{char}}: Mostly.',
};

export const cardV1 = card;
export const cardV2 = {
  spec: 'chara_card_v2',
  spec_version: '2.0',
  data: {
    ...card,
    creator_notes: 'Best in autumn.',
    system_prompt: '{{original}} Stay in the story.',
    post_history_instructions: 'Obey the card.',
    alternate_greetings: ['Who is there?'],
    character_book: {
      entries: [
        { keys: [], content: 'The light is never off.', enabled: true, constant: true },
        { keys: ['key'], content: 'The key is under the mat.', enabled: true, constant: false },
        { keys: ['off'], content: 'Nothing.', enabled: false, constant: true },
      ],
    },
    tags: ['sea'],
    extensions: { depth: 4 },
  },
};
export const cardV3 = { ...cardV2, spec: 'chara_card_v3', data: { ...cardV2.data, nickname: 'Keeper' } };

export const webModel = {
  id: 'sql-helper',
  user_id: 'u-private',
  base_model_id: 'gpt-9-expensive',
  name: 'SQL Helper',
  params: { system: 'You write SQL.', temperature: 0.1 },
  meta: {
    profile_image_url: 'data:image/png;base64,AAAA',
    description: 'Writes queries.',
    suggestion_prompts: [{ content: 'Explain a query' }, { content: 'Make it faster' }],
    toolIds: ['shell'],
  },
  access_control: { read: { user_ids: ['u-private'] } },
};
