-- A database as schema version 1 left it: one open turn, one conversation, one cursor.
CREATE TABLE turns (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     inbound TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'corrupt')),
     attempt INTEGER NOT NULL DEFAULT 0,
     stopped INTEGER NOT NULL DEFAULT 0,
     final TEXT,
     accepted_at INTEGER NOT NULL
   ) STRICT;
CREATE TABLE receipts (
     turn INTEGER NOT NULL,
     part INTEGER NOT NULL,
     receipt TEXT NOT NULL,
     PRIMARY KEY (turn, part)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE closed (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     key TEXT NOT NULL,
     outcome TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     accepted_at INTEGER NOT NULL,
     closed_at INTEGER NOT NULL
   ) STRICT;
CREATE TABLE keys (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX keys_at ON keys (at);
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     expires INTEGER,
     PRIMARY KEY (namespace, key)
   ) STRICT;
CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL;
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at) VALUES (1838316456707072, 'test:1', '{"v":1,"kind":"prompt","key":"test:1:7","surface":"test","conversation":"test:1","place":{"kind":"private","scopes":["test:1"]},"actor":{"id":"test:1","name":"Ann"},"sentAt":1,"target":{"surface":"test","chat":"test:1","group":false,"privately":false,"prompt":"7","address":{}},"text":"Still open","addressed":true,"attachments":[]}', 'open', 0, 0, NULL, 1795230914753);
INSERT INTO keys (key, at) VALUES ('test:1:7', 1795230914753);
INSERT INTO cursors (name, value) VALUES ('test:offset', '8');
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'head|test:1', '{"value":{"v":1,"head":"1","path":[{"id":"1","bytes":23}],"applied":["1.1"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|test:1|1', '{"value":{"v":1,"id":"1","parent":null,"prompt":{"text":"My name is Ann"},"answers":[{"text":"Hello Ann","reason":"complete","parts":["m1"]}]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|test:1|m1', '{"value":{"v":1,"conversation":"test:1","turn":"1"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'settings|test:1', '{"value":{"v":1,"tier":"advanced"}}', NULL);
PRAGMA user_version = 1;
