import type { Desk } from './desk.ts';

/** Something that people do in a browser, and what they have to see. */
export interface Check {
  name: string;
  run(desk: Desk): Promise<void>;
}
