import { modelContract } from '../contracts/model.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { modelOf } from './support.ts';

for (const api of ['responses', 'chat'] as const) {
  modelContract(`openai (${api})`, async () => {
    const openai = await startOpenAI();
    const path = api === 'chat' ? '/chat/completions' : '/responses';
    const words = (text: string) => text.split(' ').length;
    return {
      model: modelOf(openai, { api }),
      say: (text) => openai.script([{ text, tokensPerSecond: 8 }]),
      stall: (text) => openai.script([{ text: `${text} more`, breaks: { how: 'stall', afterTokens: words(text) } }]),
      cut: (text) => openai.script([{ text: `${text} more`, breaks: { how: 'end', afterTokens: words(text) } }]),
      call(text, calls, cut = false) {
        const written = (each: object) => (cut ? 'x '.repeat(40) : each);
        openai.script([{ text, calls: calls.map((each) => ({ ...each, arguments: written(each.arguments) })) }]);
      },
      refuseTools: () => openai.fail(path, { status: 400, body: '{"error":{"message":"m does not support tools"}}' }),
      offered: () => openai.requests.map(({ body }) => (Array.isArray(body['tools']) ? body['tools'].length : 0)),
      left: async () => {
        await openai.waitFor((request) => request.aborted);
      },
      close: () => openai.close(),
    };
  });
}
