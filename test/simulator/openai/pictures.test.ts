import { describe, expect, test } from 'vitest';
import { ask, askEach, chat, events, openai, post, send } from './asking.ts';
import { draw } from './drawings.ts';
import { see } from './pictures.ts';
import { drawPng } from './png.ts';

askEach();

const png = drawPng(640, 480, 'a harbour');
const dataUrl = (bytes: Buffer, mime = 'image/png') => `data:${mime};base64,${bytes.toString('base64')}`;
const sees = (url: unknown, fields = {}) => ({
  ...ask,
  stream: false,
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'say ok' },
        { type: 'input_image', image_url: url, ...fields },
      ],
    },
  ],
});
const seesInChat = (url: unknown, fields = {}) => ({
  ...chat,
  stream: false,
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'say ok' },
        { type: 'image_url', image_url: { url, ...fields } },
      ],
    },
  ],
});
const holds = (part: object) => ({ ...ask, stream: false, input: [{ role: 'user', content: [part] }] });
const holdsInChat = (part: object) => ({ ...chat, stream: false, messages: [{ role: 'user', content: [part] }] });

describe('pictures in a question', () => {
  const first = 'input[0].content[1].image_url';
  const cases: [string, string, object, object][] = [
    ['no picture', '/responses', sees(undefined), { code: 'missing_required_parameter', param: first }],
    ['an object', '/responses', sees({ url: dataUrl(png) }), { code: 'invalid_type', param: first }],
    ['another type', '/responses', sees(dataUrl(png, 'image/svg+xml')), { code: 'invalid_value', param: first }],
    ['nothing', '/responses', sees('data:image/png;base64,'), { message: expect.stringContaining('empty base64') }],
    [
      'no data URL',
      '/responses',
      sees('file:///etc/passwd'),
      { message: expect.stringContaining("without the 'data:'") },
    ],
    ['no base64', '/responses', sees('data:image/png;base64,###'), { code: 'invalid_value' }],
    ['no picture in it', '/responses', sees(dataUrl(Buffer.from('hello'))), { code: 'invalid_image_format' }],
    [
      'a detail nobody has',
      '/responses',
      sees(dataUrl(png), { detail: 'huge' }),
      { param: 'input[0].content[1].detail' },
    ],
    ['an unknown field', '/responses', sees(dataUrl(png), { size: 1 }), { code: 'unknown_parameter' }],
    [
      'too long',
      '/responses',
      sees(`data:image/png;base64,${'A'.repeat(20_971_520)}`),
      { code: 'string_above_max_length' },
    ],
    [
      'for a model without eyes',
      '/responses',
      { ...sees(dataUrl(png)), model: 'blind' },
      { message: /only supported by certain/ },
    ],
    [
      'a text',
      '/chat/completions',
      holdsInChat({ type: 'image_url', image_url: dataUrl(png) }),
      { code: 'invalid_type' },
    ],
    ['original', '/chat/completions', seesInChat(dataUrl(png), { detail: 'original' }), { code: 'invalid_value' }],
    ['another type', '/chat/completions', seesInChat(dataUrl(png, 'image/heic')), { code: 'invalid_value' }],
    ['for a model without eyes', '/chat/completions', { ...seesInChat(dataUrl(png)), model: 'blind' }, { code: null }],
    [
      'nothing of a file',
      '/responses',
      holds({ type: 'input_file', filename: 'a.pdf' }),
      { code: 'missing_required_parameter' },
    ],
    [
      'a file that is no PDF',
      '/chat/completions',
      holdsInChat({ type: 'file', file: { filename: 'a.txt', file_data: dataUrl(png, 'text/plain') } }),
      { code: 'invalid_value', param: 'messages[0].content[0].file.file_data' },
    ],
    [
      'sound for a model without ears',
      '/chat/completions',
      holdsInChat({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } }),
      { message: /only supported by certain/ },
    ],
    [
      'sound in another format',
      '/chat/completions',
      { ...holdsInChat({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'ogg' } }), model: 'gpt-audio-1.5' },
      { code: 'invalid_value' },
    ],
  ];
  test.each(cases)('%s is refused at %s', async (_, path, body, error) => {
    const response = await post(path, body);
    const told = await response.json();
    expect(response.status).toBe(400);
    const { message, ...others } = error as { message?: unknown };
    expect(told).toMatchObject({ error: others });
    if (message instanceof RegExp) expect(told.error.message).toMatch(message);
    else if (message) expect(told.error.message).toEqual(message);
  });

  test.each([
    ['/responses', sees(dataUrl(png), { detail: 'low' }), 16 * 12],
    ['/responses', sees(dataUrl(png), { detail: 'high' }), 20 * 15],
    ['/responses', sees(dataUrl(drawPng(4032, 3024, 'x'))), 126 * 95],
    ['/responses', sees(dataUrl(drawPng(4032, 3024, 'x')), { detail: 'high' }), 2500],
    ['/chat/completions', seesInChat(dataUrl(png), { detail: 'high' }), 20 * 15],
  ])('are seen at %s, and cost what they are sent as: %#', async (path, body, tokens) => {
    let seen: unknown[] = [];
    openai.script((heard) => {
      seen = heard.messages.flatMap(({ pictures }) => pictures);
      return 'ok';
    });
    const { usage } = await (await post(path, body)).json();
    expect(seen).toMatchObject([{ mime: 'image/png', text: expect.stringMatching(/harbour|x/), tokens }]);
    expect(usage.input_tokens ?? usage.prompt_tokens).toBeGreaterThan(tokens);
  });

  test('are described, also when they are asked about later', async () => {
    const shown = { role: 'user', content: [{ type: 'input_image', image_url: dataUrl(png), detail: 'high' }] };
    const said = async (...more: object[]) => {
      const { output } = await (await post('/responses', { ...ask, stream: false, input: [shown, ...more] })).json();
      return output[0].content[0].text;
    };
    expect(await said()).toContain('**a harbour** (640 × 480)');
    const later = [
      { role: 'assistant', content: 'A harbour.' },
      { role: 'user', content: 'What is in the picture?' },
    ];
    expect(await said(...later)).toContain('a harbour');
    expect(await said(...later, { role: 'user', content: 'thanks' })).not.toContain('harbour');
  });

  test.each(['png', 'jpeg', 'webp'] as const)('%s is drawn so that it is one', (format) => {
    expect(see(draw(format, 333, 217, 'tea#0'))).toMatchObject({ mime: `image/${format}`, width: 333, height: 217 });
  });
});

describe('pictures out of others', () => {
  const file = ['a.png', 'image/png', png] as const;
  const edit = (...more: Parameters<typeof send>[1]) =>
    send('/images/edits', [['model', 'gpt-image-2.5-sunburst'], ['prompt', 'at night'], ...more]);
  const mask = (width = 640, height = 480) => {
    const bytes = Buffer.from(drawPng(width, height, 'mask'));
    bytes[25] = 6; // says that there is alpha, which is all that is looked at
    return ['mask.png', 'image/png', bytes] as const;
  };

  test.each([
    ['none', [], { code: 'missing_required_parameter', param: 'image' }],
    ['17', Array(17).fill(['image[]', file]), { code: 'array_above_max_length' }],
    ['another type', [['image', ['a.gif', 'image/gif', png]]], { code: 'unsupported_file_mimetype' }],
    ['other bytes', [['image', ['a.png', 'image/png', Buffer.from('hello')]]], { code: 'invalid_image_file' }],
    [
      'a jpeg that is said to be a png',
      [['image', ['a.png', 'image/png', draw('jpeg', 64, 64, 'x')]]],
      { code: 'invalid_image_file' },
    ],
    [
      'a mask without alpha',
      [
        ['image', file],
        ['mask', file],
      ],
      { param: 'mask' },
    ],
    [
      'a mask of another size',
      [
        ['image', file],
        ['mask', mask(64, 64)],
      ],
      { param: 'mask' },
    ],
    [
      'moderation',
      [
        ['image', file],
        ['moderation', 'low'],
      ],
      { code: 'unknown_parameter', param: 'moderation' },
    ],
    [
      'a format for links',
      [
        ['image', file],
        ['response_format', 'b64_json'],
      ],
      { code: 'unknown_parameter' },
    ],
    [
      'a size that is none',
      [
        ['image', file],
        ['size', '1000x1000'],
      ],
      { param: 'size' },
    ],
    [
      'four previews',
      [
        ['image', file],
        ['partial_images', '4'],
      ],
      { code: 'integer_above_max_value' },
    ],
    [
      'a transparent jpeg',
      [
        ['image', file],
        ['background', 'transparent'],
        ['output_format', 'jpeg'],
      ],
      { param: 'background' },
    ],
  ] as [string, Parameters<typeof send>[1], object][])('%s is refused', async (_, fields, error) => {
    const response = await edit(...fields);
    expect(await response.json()).toMatchObject({ error });
    expect(response.status).toBe(400);
  });

  test('a body that is no form is refused', async () => {
    expect((await post('/images/edits', { model: 'gpt-image-2', prompt: 'x' })).status).toBe(400);
  });

  test('are drawn, with a mask, in the format that was asked for', async () => {
    const response = await edit(['image[]', file], ['image[]', file], ['mask', mask()], ['output_format', 'webp']);
    const { data, usage, output_format } = await response.json();
    expect(output_format).toBe('webp');
    expect(see(Buffer.from(data[0].b64_json, 'base64'))?.mime).toBe('image/webp');
    expect(usage.input_tokens_details.image_tokens).toBe(2 * 20 * 15);
    const form = await openai.requests[0]?.form?.();
    expect(form?.files.get('image')).toHaveLength(2);
  });

  test('come with previews where they are streamed', async () => {
    const seen = await events(await edit(['image', file], ['stream', 'true'], ['partial_images', '2']));
    expect(seen.map(({ type }) => type)).toEqual([
      'image_edit.partial_image',
      'image_edit.partial_image',
      'image_edit.completed',
    ]);
  });
});

describe('options of drawing, by model', () => {
  const drawing = { prompt: 'tea', model: 'gpt-image-2' };
  test.each([
    [{ quality: 'max' }, { param: 'quality' }],
    [{ complexity: 'low' }, { code: 'unknown_parameter' }],
    [{ model: 'gpt-image-2.5-flare', quality: 'ultra' }, { param: 'quality' }],
    [{ background: 'transparent', output_format: 'jpeg' }, { param: 'background' }],
    [{ output_compression: 50 }, { param: 'output_compression' }],
    [{ output_format: 'bmp' }, { param: 'output_format' }],
    [{ size: '3840x2176' }, { param: 'size' }],
    [{ input_fidelity: 'high', model: 'gpt-image-1.5' }, { code: 'unknown_parameter' }],
  ])('%o is refused', async (change, error) => {
    const response = await post('/images/generations', { ...drawing, ...change });
    expect(await response.json()).toMatchObject({ error });
    expect(response.status).toBe(400);
  });

  test.each([
    { size: '3840x2160' },
    { background: 'transparent', output_format: 'webp' },
    { output_format: 'jpeg', output_compression: 50 },
    { model: 'gpt-image-2.5-flare', quality: 'max', complexity: 'low' },
  ])('%o is taken', async (change) => {
    expect((await post('/images/generations', { ...drawing, ...change })).status).toBe(200);
  });
});
