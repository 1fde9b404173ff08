import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** Ends the titles of checks that a plain clone leaves out, or a machine without a program that they need. */
const ABSENT = / is not (?:beside the checkout|on this machine)$/;

/** Tells whether a suite that the test is part of says so. */
function isAbsent({ parent }: TestCase | TestSuite): boolean {
  return parent.type === 'suite' && (ABSENT.test(parent.name) || isAbsent(parent));
}

/** Says at the end of a run what was not checked, as a green run would hide it. */
export default class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      [...module.children.allSuites()].flatMap(({ name, children }) => {
        if (!ABSENT.test(name)) return [];
        return [`  ${module.relativeModuleId}: ${[...children.allTests()].length} checks ${name}`];
      }),
    );
    const left = modules.flatMap(({ children }) => [...children.allTests('skipped')]).filter((test) => !isAbsent(test));
    if (left.length > 0)
      lines.push(`  ${left.length} tests that npm run test:whole has, or that this system cannot run`);
    if (lines.length > 0) console.log(['', 'Left out:', ...lines, ''].join('\n'));
  }
}
