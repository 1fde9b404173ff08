import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends the titles of checks that a plain clone leaves out. */
const ABSENT = 'is not beside the checkout';

const isAbsent = ({ parent }: TestCase) => parent.type === 'suite' && parent.name.endsWith(ABSENT);

/** Says at the end of a run what was not checked, as a green run would hide it. */
export default class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      [...module.children.allSuites()].flatMap(({ name, children }) => {
        if (!name.endsWith(ABSENT)) return [];
        return [`  ${module.relativeModuleId}: ${[...children.allTests()].length} checks ${name}`];
      }),
    );
    const left = modules.flatMap(({ children }) => [...children.allTests('skipped')]).filter((test) => !isAbsent(test));
    if (left.length > 0)
      lines.push(`  ${left.length} tests that npm run test:whole has, or that this system cannot run`);
    if (lines.length > 0) console.log(['', 'Left out:', ...lines, ''].join('\n'));
  }
}
