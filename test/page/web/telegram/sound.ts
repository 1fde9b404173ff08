import type { Voice } from 'grammy/types';
import { durationText } from '../dates.ts';
import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { svg } from '../svg.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';
import { sizeText } from './sizes.ts';
import { BARS, barsOf } from './waveform.ts';

interface Player {
  audio: HTMLAudioElement;
  button: HTMLElement;
  /** Where one is in the sound; by its keys one goes elsewhere. */
  seek: HTMLInputElement;
  clock: HTMLElement;
}

/** A voice message: a button that plays it, its waveform, how long it is. */
export function drawVoice(voice: Voice, scene: Scene): HTMLElement {
  const player = makePlayer(voice.file_id, voice.duration, scene.say('voice'), scene);
  const bars = Array.from({ length: BARS }, (_, at) => svg('rect', { x: at * 4, width: 2, y: 9, height: 2, rx: 1 }));
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${BARS * 4 - 2} 20`, class: 'tg-wave', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    ...bars,
  );
  const { audio, seek, button, clock } = player;
  const show = () => {
    const reached = (audio.currentTime / lengthOf(audio, voice.duration)) * BARS;
    for (const [at, bar] of bars.entries()) bar.classList.toggle('tg-played', at < reached);
  };
  audio.addEventListener('timeupdate', show);
  seek.addEventListener('input', show);
  void barsOf(voice.file_id, voice.file_size).then((heights) => {
    for (const [at, height] of heights.entries()) {
      bars[at]?.setAttribute('height', height.toFixed(1));
      bars[at]?.setAttribute('y', (10 - height / 2).toFixed(1));
    }
  });
  const track = h('span', { class: 'tg-track-voice' }, picture, seek);
  return h('div', { class: 'tg-voice' }, button, h('span', { class: 'tg-voice-words' }, track, clock), audio);
}

/** Music in a player: title, who plays it, and a line to move on. */
export function drawAudio(scene: Scene): HTMLElement | undefined {
  const { audio: sound } = scene.message;
  if (!sound) return undefined;
  const title = sound.title ?? sound.file_name ?? scene.say('audio');
  const { audio, button, seek, clock } = makePlayer(sound.file_id, sound.duration, title, scene);
  const size = sound.file_size === undefined ? undefined : sizeText(sound.file_size);
  const about = [sound.performer, size].filter(Boolean).join(' · ');
  const line = h('small', {}, clock, about && ` · ${about}`);
  const words = h('span', { class: 'tg-voice-words' }, h('span', { class: 'tg-file-name' }, title), seek, line);
  return h('div', { class: 'tg-voice tg-audio' }, button, words, audio);
}

function makePlayer(id: string, duration: number, name: string, scene: Scene): Player {
  const audio = h('audio', { src: fileUrl('telegram', id), preload: 'none' });
  const button = h('button', { type: 'button', class: 'tg-play' });
  const clock = h('span', { class: 'tg-clock' }, durationText(duration));
  const label = `${scene.say('position')}: ${name}`;
  const seek = h('input', {
    type: 'range',
    class: 'tg-seek',
    min: 0,
    max: Math.max(duration, 1),
    step: 0.1,
    'aria-label': label,
  });
  seek.value = '0';
  const show = () => {
    button.replaceChildren(icon(audio.paused ? 'play' : 'pause'));
    button.setAttribute('aria-label', `${scene.say(audio.paused ? 'play' : 'pause')}: ${name}`);
  };
  const move = () => {
    seek.value = String(audio.currentTime);
    seek.setAttribute('aria-valuetext', durationText(audio.currentTime));
    const still = audio.paused && audio.currentTime === 0;
    clock.textContent = durationText(still ? lengthOf(audio, duration) : audio.currentTime);
  };
  button.addEventListener('click', () => (audio.paused ? play(audio) : audio.pause()));
  for (const event of ['play', 'pause', 'ended']) audio.addEventListener(event, show);
  audio.addEventListener('timeupdate', move);
  audio.addEventListener('ended', () => {
    audio.currentTime = 0;
  });
  seek.addEventListener('input', () => {
    audio.currentTime = Number(seek.value);
    move();
  });
  show();
  return { audio, button, seek, clock };
}

/** Length in seconds; what the file says is told only once it is loaded, and not by each recording. */
function lengthOf(audio: HTMLAudioElement, told: number): number {
  return Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : Math.max(told, 1);
}

let playing: HTMLAudioElement | undefined;

/** One sound plays at a time. */
function play(audio: HTMLAudioElement): void {
  if (playing !== audio) playing?.pause();
  playing = audio;
  audio.play().catch(() => undefined);
}
