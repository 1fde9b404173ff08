import { createHash } from 'node:crypto';

/**
 * A script in Lua, which Redis runs as a whole or not at all. It has to be harmless when repeated with the same keys and arguments.
 * Where a line is cut, the client sends it once more and cannot know whether it ran.
 */
export interface Script {
  /** Name for errors. */
  name: string;
  lua: string;
  /** SHA-1 in hex, by which Redis knows it. */
  sha: string;
}

export function script(name: string, lua: string): Script {
  return { name, lua, sha: createHash('sha1').update(lua).digest('hex') };
}
