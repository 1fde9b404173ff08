import { bounded, controlsOf, shownExchange } from '../conversation/entries.ts';
import type { Claim, Controls, ConversationEvent, Ending, Final, KeptFile, Step } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';

/** Endings as they are stored. */

/** Final of an ending. `own`: names of the ending's own files. */
export function finalOf(ending: Ending, own: readonly KeptFile[] = []): Final {
  const files = [...(ending.kept ?? []), ...own];
  return { ...wordsOf(ending), ...(files.length > 0 ? withFiles(ending, files) : {}) };
}

/** Files of a final answer, and its events with the pictures among them, which stay known. */
function withFiles({ text, events, captioned }: Ending, files: readonly KeptFile[]) {
  const how = captioned || isBlank(text) ? { captioned: true as const } : {};
  const media = files
    .filter(({ mime }) => mime.startsWith('image/'))
    .map(({ blob, mime, name }) => ({ kind: 'picture' as const, source: { blob }, mime, name }));
  if (media.length === 0) return { files, ...how, events };
  const known = (event: ConversationEvent): ConversationEvent => {
    if (event.type === 'recorded') return { ...event, media };
    return event.type === 'answered' || event.type === 'revised'
      ? { ...event, answer: { ...event.answer, media } }
      : event;
  };
  return { files, ...how, events: events.map(known) };
}

function wordsOf({
  reason,
  text,
  reasoning,
  transcript,
  notice,
  sources,
  used,
  handover,
  mention,
  events,
  settings,
  settingsBefore,
  settingsOf,
  usage,
  model,
  buttons,
  hidden,
  removes,
  keepsFiles,
  traceless,
  batch,
}: Ending): Final {
  return {
    v: 1,
    reason,
    text,
    events,
    ...(reasoning ? { reasoning } : {}),
    ...(transcript ? { transcript } : {}),
    ...(notice === undefined ? {} : { notice }),
    ...(sources === undefined ? {} : { sources }),
    ...(used === undefined ? {} : { used }),
    ...(handover ? { handover } : {}),
    ...(mention === undefined ? {} : { mention }),
    ...(settings ? { settings } : {}),
    ...(settingsBefore ? { settingsBefore } : {}),
    ...(settingsOf === undefined ? {} : { settingsOf }),
    ...(usage ? { usage } : {}),
    ...(model ? { model } : {}),
    ...(buttons ? { buttons: bounded(buttons) } : {}),
    ...(hidden ? { hidden } : {}),
    ...(removes ? { removes } : {}),
    ...(keepsFiles ? { keepsFiles } : {}),
    ...(traceless ? { traceless } : {}),
    ...(batch ? { batch } : {}),
  };
}

/**
 * Keeps the events that hold although nobody saw the answer. The question and its answer stay known, and deleted turns
 * are gone. So does an answer by whose `steps` something was changed: the model must not take it for undone. Anything else did not
 * happen: the chat still shows the earlier answer, conversation or menu.
 */
export function unseen(
  { settings: _, settingsBefore: _before, settingsOf: _of, batch: _batch, ...final }: Final,
  steps: readonly Step[],
): Final {
  const holds = steps.some(({ type }) => type === 'begun') || final.events.some(({ type }) => type === 'answered');
  const gone = ({ type }: ConversationEvent) => type === 'removed' || type === 'released' || type === 'dropped';
  return { ...final, events: holds ? final.events : final.events.filter(gone) };
}

/** Buttons of a final answer as the platform is given them, named by the exchange that the answer's bubbles show. */
export function controlsUnder(
  { id, task }: Pick<Claim, 'id' | 'task'>,
  { buttons, events }: Final,
): Controls | undefined {
  const about = task.kind === 'command' ? task.turnId : undefined;
  return buttons && controlsOf(shownExchange(events) ?? about ?? id, buttons);
}

/** Outcome a turn is closed with. */
export function outcomeOf({ forgotten }: Claim, { reason }: Final): 'answered' | 'failed' | 'forgotten' {
  if (forgotten) return 'forgotten';
  return reason === 'error' ? 'failed' : 'answered';
}
