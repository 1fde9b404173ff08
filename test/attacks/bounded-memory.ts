import { summaryText } from '../../src/answering/told/prompts.ts';
import { printOf } from '../../src/conversation/summary.ts';
import { biteOf } from '../../src/memory/material.ts';
import { testMarks } from '../support/marked.ts';
import { history } from './bounded-calls.ts';
import type { BoundedWork } from './bounded-work.ts';

/** Functions of the memory that touch text from outside. */
export const memoryWork: readonly BoundedWork[] = [
  { name: 'memory: turns to fold', work: (text) => biteOf(history(text), 12_000) },
  {
    name: 'memory: a bite as material',
    work: async (text) => {
      const bite = await biteOf(history(text), 12_000);
      return testMarks('1').material({ kind: 'conversation', text: bite.text });
    },
  },
  { name: 'memory: a summary', work: (text) => summaryText(text.slice(0, 12_000), testMarks('1')) },
  {
    name: 'memory: prints of turns',
    work: (text) => history(text).map(printOf).length,
    most: { length: 200_000, by: 'ports: MOST_ANSWER of answers; answering: MOST_PROMPT of prompts' },
  },
];
