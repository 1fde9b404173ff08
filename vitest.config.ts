import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import Sequencer from './test/support/sequencer.ts';

// Half of what it takes to load the bot is compiling: workers, and the programs that tests start, find that done.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

// Tests talk to real local servers over real sockets, so a slow machine needs patience, not mocks.
export default defineConfig({
  test: {
    reporters: ['default', './test/support/left-out.ts', './test/support/canary-reporter.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second is over before a program has started on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    // They wait as long as they work; each worker loads everything once more.
    maxWorkers: 8,
    // Files share what they load: a third of the time went into loading it anew. No file keeps anything in a module.
    isolate: false,
    sequence: { sequencer: Sequencer },
    // A shared machine can stall for seconds; what fails twice is no stall.
    retry: process.env['CI'] ? 1 : 0,
  },
});
