import type { News, Notice, World } from '../protocol.ts';
import { applied } from './news.ts';

/** Pause before a line that the browser has given up is opened again, ms. */
const RETRY_MS = 2000;

/** All that the page knows, kept up to date by the server's news. */
export class Store {
  world: World | undefined;
  /** The line to the server is open. */
  connected = false;
  private readonly listeners = new Set<() => void>();
  private readonly noticed = new Set<(notice: Notice) => void>();
  private drawing = false;

  /** Calls when something has changed, at most once for each frame that is drawn. */
  listen(listener: () => void): void {
    this.listeners.add(listener);
  }

  onNotice(listener: (notice: Notice) => void): void {
    this.noticed.add(listener);
  }

  /** Opens the line. The browser itself opens it anew when it breaks, and names the news that came last. */
  open(address: string): void {
    const source = new EventSource(address);
    source.addEventListener('open', () => this.line(true));
    source.addEventListener('error', () => {
      this.line(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.open(address), RETRY_MS);
    });
    source.addEventListener('world', ({ data }: MessageEvent<string>) => {
      this.world = JSON.parse(data) as World;
      this.redraw();
    });
    source.addEventListener('news', ({ data }: MessageEvent<string>) => this.take(JSON.parse(data) as News));
  }

  private take(news: News): void {
    if (!this.world) return;
    this.world = applied(this.world, news);
    for (const notice of news.notices ?? []) for (const listener of this.noticed) listener(notice);
    this.redraw();
  }

  private line(connected: boolean): void {
    this.connected = connected;
    this.redraw();
  }

  /** Has everything drawn anew, as in another language. */
  redraw(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      for (const listener of this.listeners) {
        try {
          listener();
        } catch (error) {
          // One window that fails leaves the other as it is.
          reportError(error);
        }
      }
    });
  }
}
