import type { Tool } from '../ports/index.ts';
import { MOST_EXPRESSION } from './reckoning/limits.ts';

/** Reckons: a model guesses the digits of long numbers. Loaded when it is first used. */
export const calculate: Tool = {
  group: 'math',
  effect: 'read',
  spec: {
    name: 'calculate',
    description:
      'Works out an expression to the last digit and converts units. Use it for any arithmetic beyond small whole numbers, for money, percentages and units. Knows + - * / ^ % ! mod, brackets, "of", sqrt abs round(value, places) floor ceil min max sum mean sin cos tan asin acos atan exp ln log10 log2 cbrt, pi, e, units of the SI with prefixes, and common others (inch ft mi lb oz gal mph degC degF kWh GiB). Examples: "15% of 80", "2^100", "(19.99 * 3 + 4.5) * 1.21", "100 km/h to mi/h", "72 degF to degC".',
    parameters: {
      type: 'object',
      properties: {
        expression: {
          type: 'string',
          maxLength: MOST_EXPRESSION,
          description: 'Expression with a point for decimals and no thousands separators.',
        },
      },
      required: ['expression'],
      additionalProperties: false,
    },
  },
  async run({ expression }) {
    const { reckon, Unreckonable } = await import('./reckoning/reckon.ts');
    try {
      return { text: `${expression} ${reckon(String(expression))}` };
    } catch (error) {
      if (!(error instanceof Unreckonable)) throw error;
      return { text: `This cannot be worked out: ${error.message}.`, isError: true };
    }
  },
};
