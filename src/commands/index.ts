import { access, allowHere } from './access.ts';
import { approve } from './approve.ts';
import { ask } from './ask.ts';
import { batch, batched } from './batch.ts';
import { chats } from './chats.ts';
import type { CommandDefinition } from './command.ts';
import { commandRules } from './commands.ts';
import { context } from './context.ts';
import { continueAnswer } from './continue.ts';
import { correct } from './correct.ts';
import { deleteTurn } from './delete.ts';
import { editTurn } from './edit.ts';
import { exportConversation } from './export.ts';
import { file } from './file.ts';
import { form } from './form.ts';
import { help } from './help.ts';
import { image } from './image.ts';
import { knowledge } from './knowledge.ts';
import { link, linked, unlink } from './link.ts';
import { model } from './model.ts';
import { newConversation } from './new.ts';
import { persona } from './persona.ts';
import { privacy } from './privacy.ts';
import { original, redraw } from './redraw.ts';
import { remember } from './remember.ts';
import { remind } from './remind.ts';
import { reminder, snooze } from './reminder.ts';
import { retryTurn } from './retry.ts';
import { room } from './room.ts';
import { schedule } from './schedule.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { show } from './show.ts';
import { speak } from './speak.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { summarise } from './summarise.ts';
import { translate } from './translate.ts';
import { why } from './why.ts';
import { zone } from './zone.ts';

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
  snooze,
];
