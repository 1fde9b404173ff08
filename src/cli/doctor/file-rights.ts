import { statSync } from 'node:fs';
import type { Finding } from '../../ports/index.ts';

/** Rights of everybody else. */
const OTHERS = 0o077;

/** Looks who may read a file of secrets. Windows has no such rights. */
export function fileRights(path: string): Finding[] {
  if (process.platform === 'win32') return [];
  try {
    const file = statSync(path);
    const mode = file.mode & 0o777;
    if (!file.isFile()) return [];
    if ((mode & OTHERS) === 0) return [{ state: 'ok', message: `${path} is this account's alone` }];
    const message = `Other accounts of this machine may open ${path} (mode ${mode.toString(8)})`;
    return [{ state: 'warning', message, mend: `chmod 600 ${path}` }];
  } catch {
    // That it cannot be read is told elsewhere.
    return [];
  }
}
