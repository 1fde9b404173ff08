import { approve } from './answers/approve.ts';
import { continueAnswer } from './answers/continue.ts';
import { correct } from './answers/correct.ts';
import { deleteTurn } from './answers/delete.ts';
import { editTurn } from './answers/edit.ts';
import { file } from './answers/file.ts';
import { retryTurn } from './answers/retry.ts';
import { show } from './answers/show.ts';
import { stop } from './answers/stop.ts';
import { ask } from './asking/ask.ts';
import { batch, batched } from './asking/batch.ts';
import { speak } from './asking/speak.ts';
import { summarise } from './asking/summarise.ts';
import { translate } from './asking/translate.ts';
import type { CommandDefinition } from './command.ts';
import { chats } from './conversations/chats.ts';
import { context } from './conversations/context.ts';
import { exportConversation } from './conversations/export.ts';
import { newConversation } from './conversations/new.ts';
import { search } from './conversations/search.ts';
import { help } from './help/help.ts';
import { start } from './help/start.ts';
import { knowledge } from './knowledge/knowledge.ts';
import { remember } from './knowledge/remember.ts';
import { form } from './parsing/form.ts';
import { access, allowHere } from './people/access.ts';
import { commandRules } from './people/command-rules.ts';
import { link, linked, unlink } from './people/link.ts';
import { privacy } from './people/privacy.ts';
import { persona } from './personas/persona.ts';
import { image } from './pictures/image.ts';
import { original, redraw } from './pictures/redraw.ts';
import { remind } from './schedule/remind.ts';
import { reminder, rests, snooze } from './schedule/reminder.ts';
import { schedule } from './schedule/schedule.ts';
import { zone } from './schedule/zone.ts';
import { model } from './settings/model.ts';
import { room } from './settings/room.ts';
import { settings } from './settings/settings.ts';
import { why } from './settings/why.ts';

/** Every command, in the order in which help and the platforms' menus list them. */
export const commands: readonly CommandDefinition[] = [
  ask,
  image,
  translate,
  summarise,
  speak,
  batch,
  newConversation,
  chats,
  stop,
  retryTurn,
  continueAnswer,
  deleteTurn,
  file,
  persona,
  model,
  settings,
  room,
  commandRules,
  knowledge,
  context,
  search,
  exportConversation,
  remind,
  schedule,
  zone,
  remember,
  privacy,
  link,
  unlink,
  why,
  help,
  start,
  access,
  allowHere,
  approve,
  show,
  correct,
  redraw,
  original,
  editTurn,
  batched,
  form,
  linked,
  reminder,
  rests,
  snooze,
];
