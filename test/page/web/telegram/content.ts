import { h } from '../dom.ts';
import { drawChecklist, drawContact, drawPlace, drawPoll } from './extras.ts';
import { drawFile } from './files.ts';
import { drawAlbum, drawPhoto, drawVideo } from './pictures.ts';
import { drawRich } from './rich.ts';
import type { Scene } from './scene.ts';
import { drawAudio, drawVoice } from './sound.ts';
import { drawSticker } from './sticker.ts';

/** What a message holds besides words. A picture reaches to the edges of its bubble; what is bare has no bubble. */
export interface Content {
  element: HTMLElement;
  form: 'plain' | 'picture' | 'bare';
}

/** Draws what a message, or an album, holds besides words; undefined where words are all. */
export function drawContent(scenes: readonly Scene[]): Content | undefined {
  const [scene] = scenes;
  if (!scene) return undefined;
  if (scenes.length < 2) return drawOne(scene);
  if (scene.message.photo || scene.message.video) return { element: drawAlbum(scenes), form: 'picture' };
  const each = scenes.map((one) => drawFile(one) ?? drawAudio(one));
  return { element: h('div', { class: 'tg-files' }, ...each), form: 'plain' };
}

function drawOne(scene: Scene): Content | undefined {
  const { message } = scene;
  const { animation, video, video_note: note, photo } = message;
  if (photo) return { element: drawPhoto(photo, scene), form: 'picture' };
  const moving = animation ?? video;
  if (moving) return { element: drawVideo(moving, scene, animation !== undefined), form: 'picture' };
  if (message.sticker) return { element: drawSticker(message.sticker, scene), form: 'bare' };
  if (note) {
    const { file_id, length, duration } = note;
    const round = drawVideo({ file_id, width: length, height: length, duration }, scene, false);
    round.classList.add('tg-round');
    return { element: round, form: 'bare' };
  }
  if (message.dice) return { element: h('div', { class: 'tg-dice' }, message.dice.emoji), form: 'bare' };
  const element = drawPlain(scene);
  return element && { element, form: 'plain' };
}

function drawPlain(scene: Scene): HTMLElement | undefined {
  const { message } = scene;
  if (message.voice) return drawVoice(message.voice, scene);
  if (message.audio) return drawAudio(scene);
  if (message.document) return drawFile(scene);
  if (message.poll) return drawPoll(message.poll, scene);
  if (message.checklist) return drawChecklist(message.checklist, scene);
  if (message.location) return drawPlace(message.location, message.venue, scene);
  if (message.contact) return drawContact(message.contact);
  if (message.rich_message) return drawRich(message.rich_message, scene);
  const worded = message.text !== undefined || message.caption !== undefined || scene.item.draft;
  return worded ? undefined : h('div', { class: 'tg-unsupported' }, scene.say('unsupported'));
}
