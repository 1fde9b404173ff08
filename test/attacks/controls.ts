import { agent } from './controls/agent.ts';
import { approval } from './controls/approval.ts';
import { files } from './controls/files.ts';
import { linking } from './controls/linking.ts';
import { model } from './controls/model.ts';
import { net } from './controls/net.ts';
import { people } from './controls/people.ts';
import { texts } from './controls/texts.ts';
import type { Control } from './proof.ts';

/** All negative controls. */
export const controls: readonly Control[] = [
  ...agent,
  ...people,
  ...linking,
  ...texts,
  ...files,
  ...model,
  ...net,
  ...approval,
];
