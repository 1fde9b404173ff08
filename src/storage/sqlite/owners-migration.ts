import type { DatabaseSync } from 'node:sqlite';

const ENTRIES = `(
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    conversation TEXT,
    person TEXT,
    at INTEGER NOT NULL,
    expires INTEGER,
    value TEXT NOT NULL,
    bytes INTEGER AS (octet_length(value)) VIRTUAL,
    PRIMARY KEY (namespace, key)
  ) STRICT`;
const INDEXES = `CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL;
  CREATE INDEX entries_conversation ON entries (conversation, at, bytes, namespace) WHERE conversation IS NOT NULL;
  CREATE INDEX entries_person ON entries (person, at, bytes, namespace) WHERE person IS NOT NULL;`;
const CURSORS = `(name TEXT PRIMARY KEY, value TEXT NOT NULL, conversation TEXT, at INTEGER NOT NULL) STRICT`;
const COLUMNS = `ALTER TABLE turns ADD COLUMN person TEXT;
  ALTER TABLE closed ADD COLUMN person TEXT;
  ALTER TABLE jobs ADD COLUMN conversation TEXT;
  ALTER TABLE aside ADD COLUMN conversation TEXT;
  ALTER TABLE aside ADD COLUMN person TEXT;
  CREATE INDEX aside_at ON aside (at);`;

/** Script that makes the layout in a file that holds nothing yet. It leaves no unused pages behind. */
export const ownersOfNothing = `
  DROP TABLE entries;
  DROP TABLE cursors;
  CREATE TABLE entries ${ENTRIES};
  ${INDEXES}
  CREATE TABLE cursors ${CURSORS};
  ${COLUMNS}`;

/**
 * Script that gives rows an owner and an age. Before, both stood in keys and values only.
 *
 * - A document's conversation is in its key, between the first two bars; a link names it.
 * - Who asked is in an exchange. Its links are of the same person.
 * - Exchanges of groups name a speaker. Where none does and all are of one person, the whole chat is that person's.
 * - An exchange's id tells when its turn was accepted. Where it does not, now counts.
 */
export const owners = `
  CREATE TABLE entries_owned ${ENTRIES};
  INSERT INTO entries_owned (namespace, key, conversation, person, at, expires, value)
    SELECT namespace, key,
      CASE
        WHEN namespace <> 'conversations' THEN NULL
        WHEN key LIKE 'link|%' THEN json ->> '$.value.conversation'
        WHEN key LIKE 'turn|%' OR key LIKE 'off-branch|%' THEN substr(rest, 1, instr(rest, '|') - 1)
        WHEN key LIKE 'head|%' OR key LIKE 'shelf|%' OR key LIKE 'settings|%' THEN rest
      END,
      CASE WHEN namespace = 'conversations' THEN json ->> '$.value.asker' END,
      coalesce(time_of_id(json ->> '$.value.id'), time_of_id(json ->> '$.value.exchange'), json ->> '$.value.at', unixepoch() * 1000),
      expires, value
    FROM (
      SELECT *, substr(key, instr(key, '|') + 1) AS rest, CASE WHEN json_valid(value) THEN value ELSE '{}' END AS json
      FROM entries
    );
  UPDATE entries_owned SET person = coalesce(
      (SELECT person FROM entries_owned AS exchange WHERE exchange.namespace = 'conversations' AND exchange.key =
        'turn|' || entries_owned.conversation || '|' || (entries_owned.value ->> '$.value.exchange')),
      (SELECT person FROM entries_owned AS exchange WHERE exchange.namespace = 'conversations' AND exchange.key =
        'off-branch|' || entries_owned.conversation || '|' ||
        substr(entries_owned.value ->> '$.value.exchange', 1, instr(entries_owned.value ->> '$.value.exchange', '~') - 1)))
    WHERE namespace = 'conversations' AND key LIKE 'link|%' AND person IS NULL AND json_valid(value);
  WITH private AS (
    SELECT conversation, min(person) AS person FROM entries_owned
    WHERE namespace = 'conversations' AND key LIKE 'turn|%' AND json_valid(value)
    GROUP BY conversation
    HAVING min(person) = max(person) AND count(value ->> '$.value.prompt.speaker') = 0
  )
  UPDATE entries_owned SET person = private.person FROM private
    WHERE private.conversation = entries_owned.conversation AND namespace = 'conversations'
      AND (key LIKE 'head|%' OR key LIKE 'shelf|%' OR key LIKE 'settings|%');
  UPDATE entries_owned SET person = substr(conversation, instr(conversation, '@') + 1)
    WHERE namespace = 'conversations' AND (key LIKE 'head|%' OR key LIKE 'shelf|%') AND conversation LIKE '%@%';
  DROP TABLE entries;
  ALTER TABLE entries_owned RENAME TO entries;
  ${INDEXES}
  ${COLUMNS}
  UPDATE turns SET person = inbound ->> '$.actor.id' WHERE json_valid(inbound);
  UPDATE jobs SET conversation = payload ->> '$.payload.conversation' WHERE json_valid(payload);
  UPDATE aside SET conversation = CASE
      WHEN key LIKE 'turn|%' OR key LIKE 'off-branch|%'
        THEN substr(substr(key, instr(key, '|') + 1), 1, instr(substr(key, instr(key, '|') + 1), '|') - 1)
      WHEN key LIKE 'head|%' OR key LIKE 'shelf|%' OR key LIKE 'settings|%' THEN substr(key, instr(key, '|') + 1)
    END WHERE namespace = 'conversations';
  CREATE TABLE cursors_owned ${CURSORS};
  INSERT INTO cursors_owned (name, value, at) SELECT name, value, unixepoch() * 1000 FROM cursors;
  DROP TABLE cursors;
  ALTER TABLE cursors_owned RENAME TO cursors`;

/** Earliest time that an id can tell: there was no bot before, epoch ms. */
const FIRST_ID_AT = Date.UTC(2020, 0);

/** Adds the function `time_of_id`: epoch ms at which the turn of an exchange's id was accepted; null where it does not tell. */
export function addTimeOfId(sql: DatabaseSync): void {
  sql.function('time_of_id', { deterministic: true }, (id) => {
    if (typeof id !== 'string') return null;
    const [turn = ''] = id.split('~').slice(-1);
    // Ids are led by the clock, 1024 a millisecond.
    const at = /^[0-9a-z]+$/.test(turn) ? Math.floor(Number.parseInt(turn, 36) / 1024) : Number.NaN;
    return at >= FIRST_ID_AT && at <= Date.now() + 86_400_000 ? at : null;
  });
}
