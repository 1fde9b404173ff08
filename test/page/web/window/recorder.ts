import type { SentFile } from '../../protocol.ts';
import { durationText } from '../dates.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Context } from '../skin.ts';
import { base64Of } from './files.ts';

/** Kinds of sound that browsers record, the platforms' own first. */
const kinds = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];
/** Longest voice message, ms. */
const LONGEST_MS = 120_000;
const TICK_MS = 60;
const BARS = 28;

/** Records a voice in place of the field: a clock, the level, a way out. */
export class Recorder {
  readonly element: HTMLElement;
  private readonly clock = h('span', { class: 'rec-time' });
  private readonly bars = Array.from({ length: BARS }, () => h('i'));
  private readonly recorder: MediaRecorder;
  private readonly stream: MediaStream;
  private readonly sound = new AudioContext();
  private readonly began = performance.now();
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly chunks: Blob[] = [];
  private readonly done: (voice: SentFile | undefined) => void;
  private hasEnded = false;

  /** Asks for the microphone and begins. Rejects where there is none, or it is not permitted. */
  static async begin(t: Context['t'], done: (voice: SentFile | undefined) => void): Promise<Recorder> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    try {
      return new Recorder(stream, t, done);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
  }

  private constructor(stream: MediaStream, t: Context['t'], done: (voice: SentFile | undefined) => void) {
    this.stream = stream;
    this.done = done;
    const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.recorder.addEventListener('dataavailable', ({ data }) => this.chunks.push(data));
    this.recorder.start();
    const analyser = this.sound.createAnalyser();
    this.sound.createMediaStreamSource(stream).connect(analyser);
    const levels = new Uint8Array(analyser.fftSize);
    this.timer = setInterval(() => {
      analyser.getByteTimeDomainData(levels);
      this.tick(Math.max(...levels) - 128);
      if (performance.now() - this.began > LONGEST_MS) this.end(true);
    }, TICK_MS);
    const cancel = h(
      'button',
      { type: 'button', class: 'round', 'aria-label': t('voice.cancel'), click: () => this.end(false) },
      icon('erase'),
    );
    const send = h(
      'button',
      { type: 'button', class: 'round send', 'aria-label': t('voice.send'), click: () => this.end(true) },
      icon('send'),
    );
    const level = h('span', { class: 'rec-level', 'aria-hidden': 'true' }, ...this.bars);
    const label = h('span', { class: 'unseen', role: 'status' }, t('voice.recording'));
    this.element = h(
      'div',
      { class: 'recorder' },
      cancel,
      h('span', { class: 'rec-dot' }),
      label,
      this.clock,
      level,
      send,
    );
    this.element.addEventListener('keydown', ({ key }) => key === 'Escape' && this.end(false));
    queueMicrotask(() => send.focus());
  }

  /** Ends the recording, once. @param keep hands over what was recorded */
  end(keep: boolean): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    void this.finish(keep).then(this.done);
  }

  /** @param level 0 to 128 */
  private tick(level: number): void {
    const seconds = Math.floor((performance.now() - this.began) / 1000);
    this.clock.textContent = durationText(seconds);
    const first = this.bars.shift();
    if (!first) return;
    first.style.height = `${10 + Math.min(90, level * 1.4)}%`;
    this.bars.push(first);
    first.parentElement?.append(first);
  }

  private async finish(keep: boolean): Promise<SentFile | undefined> {
    clearInterval(this.timer);
    const duration = Math.max(1, Math.round((performance.now() - this.began) / 1000));
    // A microphone that was pulled out has ended it already.
    if (this.recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
      this.recorder.stop();
      await stopped;
    }
    for (const track of this.stream.getTracks()) track.stop();
    void this.sound.close();
    const blob = new Blob(this.chunks);
    if (!keep || blob.size === 0) return undefined;
    const mime = (this.recorder.mimeType || 'audio/webm').split(';')[0] ?? 'audio/webm';
    return { kind: 'voice', name: `voice.${mime.split('/')[1]}`, mime, data: await base64Of(blob), duration };
  }
}
