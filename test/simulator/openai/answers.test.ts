import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ask, askEach, chat, events, openai, post } from './asking.ts';

askEach();

describe('responses', () => {
  test('streams the events in their order, numbered, and counts tokens', async () => {
    const response = await post('/responses', ask);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const seen = await events(response);
    expect(seen.map((event) => event.type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      ...Array(3).fill('response.output_text.delta'),
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(seen.map((event) => event['sequence_number'])).toEqual(seen.map((_, index) => index));
    expect(seen.at(-1)).toMatchObject({ response: { status: 'completed', usage: { output_tokens: 3 } } });
  });

  test('is incomplete at the token limit, and says so', async () => {
    const seen = await events(await post('/responses', { ...ask, input: 'long 5000', max_output_tokens: 16 }));
    expect(seen.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        usage: { output_tokens: 16 },
      },
    });
  });

  test('fails, refuses and filters as scripted', async () => {
    openai.script([{ text: 'a', failed: { code: 'server_error' } }, { refusal: 'No.' }, { text: 'a', filtered: true }]);
    expect((await events(await post('/responses', ask))).at(-1)?.type).toBe('response.failed');
    expect((await events(await post('/responses', ask))).map((event) => event.type)).toContain(
      'response.refusal.delta',
    );
    expect((await events(await post('/responses', ask))).at(-1)).toMatchObject({
      response: { incomplete_details: { reason: 'content_filter' } },
    });
  });

  test('answers in one piece', async () => {
    const whole = await (await post('/responses', { ...ask, stream: false })).json();
    expect(whole).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'one two three' }] }] });
  });
});

describe('chat completions', () => {
  test('streams role, text, finish and usage, then [DONE]', async () => {
    const body = await (await post('/chat/completions', { ...chat, stream_options: { include_usage: true } })).text();
    const blocks = body.trim().split('\n\n');
    expect(blocks.at(-1)).toBe('data: [DONE]');
    const chunks = blocks.slice(0, -1).map((block) => JSON.parse(block.slice(6)));
    expect(chunks[0].choices[0].delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('one two three');
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
  });

  test('answers in one piece', async () => {
    const whole = await (await post('/chat/completions', { ...chat, stream: false })).json();
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'one two three' } });
  });
});

const painting = { model: 'gpt-image-2.5-flare', prompt: 'a lighthouse' };

describe('pictures', () => {
  test('are valid, of the size asked for, and the same for the same prompt', async () => {
    const request = { ...painting, n: 2, size: '1536x1024' };
    const first = await (await post('/images/generations', request)).json();
    const second = await (await post('/images/generations', request)).json();
    expect(first.data).toEqual(second.data);
    expect(first.data).toHaveLength(2);
    expect(first.data[0]).not.toEqual(first.data[1]);
    const png = Buffer.from(first.data[0].b64_json, 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1536, 1024]);
    const at = png.indexOf('IDAT');
    const pixels = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect(pixels).toHaveLength(1537 * 1024);
  });
});

describe('breaks', () => {
  test('reset cuts the connection after some words', async () => {
    openai.script([{ text: 'a b c', breaks: { how: 'reset', afterTokens: 2 } }]);
    await expect(post('/responses', ask).then((response) => response.text())).rejects.toThrow();
  });

  test.each(['end', 'garbage', 'error', 'drip'] as const)('%s after one event', async (how) => {
    openai.script([{ text: 'a b c', breaks: { how, afterEvents: 1, dripMs: 0 } }]);
    const body = await (await post('/responses', ask)).text();
    expect(body).toContain('response.created');
    expect(body.includes('response.completed')).toBe(how === 'drip');
  });

  test('stall is silent until the client goes, which is seen', async () => {
    openai.script([{ text: 'a b c', breaks: { how: 'stall', afterTokens: 1 } }]);
    const leave = new AbortController();
    const response = await fetch(`${openai.baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${openai.key}` },
      body: JSON.stringify(ask),
      signal: leave.signal,
    });
    await response.body?.getReader().read();
    leave.abort();
    expect(await openai.waitFor((request) => request.aborted)).toMatchObject({ path: '/v1/responses' });
  });
});

describe('the speaker', () => {
  /** Answers to these, in one conversation. */
  async function conversation(prompts: readonly string[]): Promise<string[]> {
    const input: object[] = [];
    const answers: string[] = [];
    for (const content of prompts) {
      input.push({ role: 'user', content });
      const whole = await (await post('/responses', { model: 'gpt-6-luna', input })).json();
      const answer: string = whole.output[0].content[0].text;
      input.push({ role: 'assistant', content: answer });
      answers.push(answer);
    }
    return answers;
  }

  const talk = async (...prompts: string[]): Promise<string> => (await conversation(prompts)).at(-1) ?? '';

  test('knows what was said before', async () => {
    expect(await talk('my name is Zoe', 'what is my name?')).toContain('Zoe');
    expect(await talk('what is the capital of France?', 'what did I just ask?')).toContain('capital of France');
    expect(await talk('remember that the code word is plum', 'what do you remember?')).toContain('plum');
    expect(await talk('hi', 'hi', 'how many messages?')).toContain('**3**');
  });

  test('knows who speaks, and what is replied to', async () => {
    expect(await talk('Ann: where is the park?', 'Bob: what did she say?', 'Bob: what is my name?')).toContain('Bob');
    expect(await talk('[In reply to Ann: the cat sat]\nBob: why?')).toMatch(/Ann.*the cat sat/);
    const marked = '<quoted_material_1 kind="quote" from="Ann">\nthe cat sat\n</quoted_material_1>\n\nwhy?';
    expect(await talk(marked)).toMatch(/Ann.*the cat sat/);
    expect(await talk(`<speaker_1 name="Bob">\n${marked}`)).toMatch(/Ann.*the cat sat"\n\n.*Bob/);
  });

  test('speaks Chinese when spoken to in Chinese', async () => {
    expect(await talk('我叫小明', '我叫什么?')).toContain('你的名字是**小明**');
  });

  test.each([
    [['I live in Lyon', 'my cat is called Mia', "I'm 30"], 'where do I live?', 'You live in Lyon.'],
    [['my cat is called Mia, and I live in Lyon', 'I live in Rome now'], 'Where do I live?', 'You live in Rome now.'],
    [['my cat is called Mia'], "what is my cat's name?", 'Your cat is called Mia.'],
    [['I am 30'], 'how old am I?', 'You are 30 years old.'],
    [['hello'], 'where do I live?', 'You have not told me that yet.'],
    [['Ann: I live in Lyon', 'Bob: hi'], 'Bob: where do I live?', 'You have not told me that yet.'],
    [['我住在里昂', '我30岁'], '我多大了？', '你30岁。'],
    [['vivo en Lyon', 'mi gato se llama Mía'], '¿cómo se llama mi gato?', 'Tu gato se llama Mía.'],
  ])('knows of people what they said in this conversation, and nothing else: %s', async (told, asked, answer) => {
    expect(await talk(...told, asked)).toBe(answer);
  });

  const everyday = [
    ...[
      'tell me a joke',
      'another one',
      'a story',
      'a poem please',
      'write a haiku',
      'a recipe',
      'a timetable',
      'a riddle',
    ],
    ...['I give up', 'a fun fact', 'translate good morning into French', 'explain rainbows', 'why is the sky blue?'],
    ...[
      'show me some code',
      'a table',
      'a list',
      'what is 17 times 23?',
      '15% of 80',
      'will it rain?',
      'what time is it?',
    ],
    ...[
      'thanks!',
      'hello',
      'how are you?',
      'who are you?',
      'what can you do?',
      'give me advice',
      'a long text',
      '🦊',
      'bye',
    ],
    ...[
      'Bonjour',
      'Guten Tag',
      'flip a coin',
      'capital of France?',
      'I live in Lyon. Tell me a joke',
      'my name is Zoe',
    ],
    ...[
      '讲个笑话',
      '再来一个',
      '写首诗',
      '解释一下彩虹',
      '你能做什么？',
      '把“早上好”翻译成英语',
      '今天天气怎么样？',
      '谢谢',
      '你好',
    ],
    ...['cuéntame un chiste', '¿qué puedes hacer?', 'una receta', '¡Hola!', 'gracias', 'explica el arcoíris'],
  ];

  test('has something to say to everyday things, and another one when asked again', async () => {
    const heard = await conversation(everyday);
    expect(heard.filter((answer) => /I am only|我只是|Solo soy/.test(answer))).toEqual([]);
    expect(new Set(heard).size).toBe(everyday.length);
  });

  test('says in one line what it is where it has no answer, and repeats nobody', async () => {
    for (const asked of ['zz', 'Tell me about the qwertz', '啊啊啊', 'asdf ñ']) {
      const answer = await talk(asked);
      expect(answer).toMatch(/^(?:I am only a \*\*stand-in|我只是模型的\*\*替身|Solo soy el \*\*doble)[^\n]*$/);
      expect(answer).not.toContain(asked.split(' ').at(-1));
    }
  });

  test('gives exactly as much as asked, the same each time', async () => {
    expect(await talk('long 5000')).toHaveLength(5000);
    expect(await talk('tell me about tea')).toBe(await talk('tell me about tea'));
  });
});
