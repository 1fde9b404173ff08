// Preloaded into a process under attack: it tells what it has used, and its event loop is watched.
import './probe.ts';
import '../support/loop-report.ts';
