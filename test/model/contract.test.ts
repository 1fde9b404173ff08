import { modelContract } from '../contracts/model.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { modelOf } from './support.ts';

for (const api of ['responses', 'chat'] as const) {
  modelContract(`openai (${api})`, async () => {
    const openai = await startOpenAI();
    const words = (text: string) => text.split(' ').length;
    return {
      model: modelOf(openai, { api }),
      say: (text) => openai.script([{ text, tokensPerSecond: 8 }]),
      stall: (text) => openai.script([{ text: `${text} more`, breaks: { how: 'stall', afterTokens: words(text) } }]),
      cut: (text) => openai.script([{ text: `${text} more`, breaks: { how: 'end', afterTokens: words(text) } }]),
      left: async () => {
        await openai.waitFor((request) => request.aborted);
      },
      close: () => openai.close(),
    };
  });
}
