import type { TextKey } from '../../locales/index.ts';

/** Problem of a batch's file or template, as a sentence for whoever sent it. */
export class FileProblem extends Error {
  readonly key: Extract<TextKey, `batch.file.${string}`>;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(key: FileProblem['key'], values: FileProblem['values'] = {}) {
    super(key);
    this.name = 'FileProblem';
    this.key = key;
    this.values = values;
  }
}
