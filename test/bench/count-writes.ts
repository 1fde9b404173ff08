import '../support/loop-report.ts';
import { StatementSync } from 'node:sqlite';

/** Preloaded into our bot: counts what SQLite has to commit. A statement outside a transaction is one of its own. */

let transactions = 0;
let open = false;

StatementSync.prototype.run = new Proxy(StatementSync.prototype.run, {
  apply(run, statement: StatementSync, values) {
    const verb = statement.sourceSQL.trim().split(/\s/, 1)[0]?.toUpperCase();
    if (verb === 'BEGIN') open = true;
    else if (verb === 'COMMIT' || verb === 'ROLLBACK') open = false;
    if (!open && verb !== 'ROLLBACK') transactions += 1;
    return Reflect.apply(run, statement, values);
  },
});

process.on('message', () => process.send?.({ cpuMs: 0, rssMb: 0, transactions }));
process.channel?.unref();
