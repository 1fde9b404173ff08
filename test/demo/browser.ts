import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/** What opens an address, by platform. */
const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  // The first quoted word would be the window's title.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Shows an address in the browser. Where there is none, nothing happens. */
export function openBrowser(url: string): void {
  const [command = 'xdg-open', ...args] = openers[platform] ?? [];
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
