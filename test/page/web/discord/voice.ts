import { durationText } from '../dates.ts';
import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { svg } from '../svg.ts';
import type { Attachment } from './attachments.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';

/** Bars of a waveform: as many as fit, each of a width and a gap, px. */
const BARS = 48;
const BAR = 3;
const GAP = 2;
const HEIGHT = 32;

/** The one that sounds: another one stops it, and its message may be drawn anew meanwhile. */
let playing: { id: string; sound: HTMLAudioElement } | undefined;

/** A voice message: a button, its waveform, its length. */
export function drawVoice({ id, duration_secs: seconds = 0, waveform = '' }: Attachment, { say }: Scene): HTMLElement {
  const sound = playing?.id === id ? playing.sound : h('audio', { src: fileUrl('discord', id), preload: 'none' });
  const bars = barsOf(waveform);
  const length = h('span', { class: 'dc-voice-time' }, durationText(seconds));
  const button = h('button', { type: 'button', class: 'dc-voice-play' });
  const show = () => {
    const sounds = !sound.paused;
    button.setAttribute('aria-label', say(sounds ? 'pause' : 'play'));
    button.replaceChildren(icon(sounds ? 'pause' : 'play'));
    const part = seconds > 0 ? sound.currentTime / seconds : 0;
    bars.forEach((bar, index) => {
      bar.classList.toggle('dc-heard', index < part * bars.length);
    });
    length.textContent = durationText(sounds || part > 0 ? sound.currentTime : seconds);
  };
  for (const name of ['play', 'pause', 'timeupdate', 'ended']) sound.addEventListener(name, show);
  button.addEventListener('click', () => {
    if (!sound.paused) return sound.pause();
    playing?.sound.pause();
    playing = { id, sound };
    // What cannot be played stays as it is.
    sound.play().catch(show);
  });
  show();
  const size = { viewBox: `0 0 ${BARS * (BAR + GAP)} ${HEIGHT}`, class: 'dc-waveform', 'aria-hidden': 'true' };
  return h('div', { class: 'dc-voice' }, button, svg('svg', size, ...bars), length, sound);
}

function barsOf(waveform: string): SVGElement[] {
  const bytes = decoded(waveform);
  return Array.from({ length: BARS }, (_, index) => {
    const strength = (bytes[Math.floor((index * bytes.length) / BARS)] ?? 0) / 255;
    const height = Math.max(BAR, Math.round(strength * HEIGHT));
    const at = { x: index * (BAR + GAP), y: (HEIGHT - height) / 2, width: BAR, height, rx: BAR / 2 };
    return svg('rect', at);
  });
}

function decoded(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
