-- A database as the last version before journals named files left it, killed while a tool was at work. version-8.json says which is which.
CREATE TABLE aside (
     at INTEGER NOT NULL,
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL
   , conversation TEXT, person TEXT) STRICT;
CREATE TABLE blobs (
     name TEXT NOT NULL,
     conversation TEXT NOT NULL,
     person TEXT,
     at INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     bytes INTEGER NOT NULL
   ) STRICT;
CREATE TABLE closed (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     key TEXT NOT NULL,
     outcome TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     accepted_at INTEGER NOT NULL,
     closed_at INTEGER NOT NULL
   , person TEXT) STRICT;
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL, conversation TEXT, at INTEGER NOT NULL) STRICT;
CREATE TABLE entries (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    conversation TEXT,
    person TEXT,
    at INTEGER NOT NULL,
    expires INTEGER,
    value TEXT NOT NULL,
    bytes INTEGER AS (octet_length(value)) VIRTUAL,
    PRIMARY KEY (namespace, key)
  ) STRICT;
CREATE TABLE jobs (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     payload TEXT NOT NULL,
     payer TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'failed')),
     attempts INTEGER NOT NULL DEFAULT 0,
     fence INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL, conversation TEXT,
     PRIMARY KEY (kind, key)
   ) STRICT;
CREATE TABLE keys (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE receipts (
     turn INTEGER NOT NULL,
     part INTEGER NOT NULL,
     receipt TEXT NOT NULL,
     PRIMARY KEY (turn, part)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE steps (
     turn INTEGER NOT NULL,
     at INTEGER NOT NULL,
     step TEXT NOT NULL,
     PRIMARY KEY (turn, at)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE turns (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     inbound TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'corrupt')),
     attempt INTEGER NOT NULL DEFAULT 0,
     stopped INTEGER NOT NULL DEFAULT 0,
     final TEXT,
     accepted_at INTEGER NOT NULL
   , fence INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0, alone_deaths INTEGER NOT NULL DEFAULT 0, running INTEGER NOT NULL DEFAULT 0, spent INTEGER NOT NULL DEFAULT 0, person TEXT) STRICT;
CREATE INDEX aside_at ON aside (at);
CREATE INDEX blobs_conversation ON blobs (conversation, at);
CREATE INDEX blobs_expires ON blobs (expires);
CREATE UNIQUE INDEX blobs_owner ON blobs (name, conversation, coalesce(person, ''));
CREATE INDEX blobs_person ON blobs (person, at) WHERE person IS NOT NULL;
CREATE INDEX entries_conversation ON entries (conversation, at, bytes, namespace) WHERE conversation IS NOT NULL;
CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL;
CREATE INDEX entries_person ON entries (person, at, bytes, namespace) WHERE person IS NOT NULL;
CREATE INDEX jobs_due ON jobs (kind, state, due_at);
CREATE INDEX keys_at ON keys (at);
INSERT INTO turns VALUES (1839244753503232, 'telegram:1004', '{"v":2,"kind":"command","key":"telegram:press:4002","surface":"telegram","place":{"kind":"private","scopes":["telegram:1004"]},"actor":{"id":"telegram:1004","name":"working","locale":"en"},"sentAt":1796137454591,"target":{"surface":"telegram","chat":"telegram:1004","group":false,"privately":false,"address":{"chat":1004,"callback":"4002","user":1004},"prompt":"12"},"conversation":"telegram:1004","queue":"telegram:1004","cause":"press","effect":"revise","name":"approve","options":{"turn":"i3yhdi72tc","call":"b2780e3d02406466","how":"once"},"turnId":"i3yhdi72tc"}', 'open', 1, 0, NULL, 1796137454593, 1, 0, 0, 1, 0, 'telegram:1004');
INSERT INTO closed VALUES (1839244719828992, 'telegram:1001', 'telegram:1001:1', 'answered', 1, 1796137421708, 1796137422729, 'telegram:1001');
INSERT INTO closed VALUES (1839244721111040, 'telegram:1001', 'telegram:press:4001', 'answered', 1, 1796137422960, 1796137423051, 'telegram:1001');
INSERT INTO closed VALUES (1839244721471488, 'telegram:1002', 'telegram:1002:3', 'answered', 1, 1796137423312, 1796137423350, 'telegram:1002');
INSERT INTO closed VALUES (1839244721729536, 'telegram:1003', 'telegram:1003:5', 'answered', 1, 1796137423564, 1796137423665, 'telegram:1003');
INSERT INTO closed VALUES (1839244722045952, 'telegram:1003', 'telegram:1003:7', 'answered', 1, 1796137423873, 1796137423893, 'telegram:1003');
INSERT INTO closed VALUES (1839244722284544, 'telegram:1003', 'telegram:1003:9', 'answered', 1, 1796137424106, 1796137424127, 'telegram:1003');
INSERT INTO closed VALUES (1839244747779072, 'telegram:1003', 'job:i3yhczfchs:1796137449000', 'answered', 1, 1796137449003, 1796137449012, 'telegram:1003');
INSERT INTO closed VALUES (1839244753256448, 'telegram:1004', 'telegram:1004:12', 'answered', 1, 1796137454352, 1796137454379, 'telegram:1004');
INSERT INTO keys VALUES ('telegram:1001:1', 1796137421708);
INSERT INTO keys VALUES ('telegram:press:4001', 1796137422960);
INSERT INTO keys VALUES ('telegram:1002:3', 1796137423312);
INSERT INTO keys VALUES ('telegram:1003:5', 1796137423564);
INSERT INTO keys VALUES ('telegram:1003:7', 1796137423873);
INSERT INTO keys VALUES ('telegram:1003:9', 1796137424106);
INSERT INTO keys VALUES ('job:i3yhczfchs:1796137449000', 1796137449003);
INSERT INTO keys VALUES ('telegram:1004:12', 1796137454352);
INSERT INTO keys VALUES ('telegram:press:4002', 1796137454593);
INSERT INTO jobs VALUES ('schedule', 'schedule|i3yhczm4n4|0', '{"key":"schedule|i3yhczm4n4|0","payload":{"id":"i3yhczm4n4","edition":0}}', 'telegram:1003', 'open', 0, 0, 1796169824000, NULL);
INSERT INTO entries VALUES ('conversations', 'owner-code', NULL, NULL, 1796137418783, NULL, '{"value":{"v":1,"hash":"573b54320bd9bb27caffdc3447d1cdaa","until":1796223818782,"tries":0,"since":1796137418782}}');
INSERT INTO entries VALUES ('conversations', 'taught|0ee2ac5ca0aa72f1d584a5da11caeaa7|gpt-image-2.5-flare', NULL, NULL, 1796137419836, 1803913419836, '{"value":{"v":1,"unsupported":[],"adaptations":[],"abilities":{"images":{"can":true,"until":1798729419835}}},"expires":1803913419835}');
INSERT INTO entries VALUES ('conversations', 'taught|0ee2ac5ca0aa72f1d584a5da11caeaa7|gpt-transcribe', NULL, NULL, 1796137419836, 1803913419836, '{"value":{"v":1,"unsupported":[],"adaptations":[],"abilities":{"transcription":{"can":true,"until":1798729419836}}},"expires":1803913419836}');
INSERT INTO entries VALUES ('conversations', 'taught|0ee2ac5ca0aa72f1d584a5da11caeaa7|gpt-realtime-2.1-mini', NULL, NULL, 1796137419837, 1803913419837, '{"value":{"v":1,"unsupported":[],"adaptations":[],"abilities":{"speech":{"can":true,"until":1798729419836}}},"expires":1803913419837}');
INSERT INTO entries VALUES ('conversations', 'head|telegram:1001', 'telegram:1001', 'telegram:1001', 1796137423050, NULL, '{"value":{"v":1,"head":"i3yhcyam0w","path":[{"id":"i3yhcyam0w"}],"applied":["i3yhcyam0w","i3yhcz239c+","i3yhcz239c"],"at":1796137422720,"naming":{"hint":{"text":"Book the Aula","turn":"i3yhcyam0w"}},"leaves":[{"tool":"5b32ce6183e6ff77643ea83b8019d2ae","title":"desk: Book a room","exchange":"i3yhcyam0w","by":"telegram:1001","at":1796137422970}],"touched":1796137423049}}');
INSERT INTO entries VALUES ('conversations', 'turn|telegram:1001|i3yhcyam0w', 'telegram:1001', 'telegram:1001', 1796137423050, NULL, '{"value":{"v":2,"id":"i3yhcyam0w","asker":"telegram:1001","place":{"parent":null,"thread":"first"},"prompt":{"text":"Book the Aula","id":"1"},"answers":[{"text":"Let me book.\n\nBooked it.","reason":"complete","usage":{"inputTokens":2181,"outputTokens":7},"used":"Used: desk\\: Book a room: Aula"}],"bubbles":["2"],"entries":[{"line":"approve turn=i3yhcyam0w call=36250593855bd905 how=once"},{"line":"approve turn=i3yhcyam0w call=36250593855bd905 how=always"},{"line":"approve turn=i3yhcyam0w call=36250593855bd905 how=no"},{"line":"retry turn=i3yhcyam0w"},{"line":"delete turn=i3yhcyam0w"}]}}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1001|2', 'telegram:1001', 'telegram:1001', 1796137423050, NULL, '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3yhcyam0w"}}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1001|1', 'telegram:1001', 'telegram:1001', 1796137422726, NULL, '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3yhcyam0w","prompt":true}}');
INSERT INTO entries VALUES ('conversations', 'head|telegram:1002', 'telegram:1002', 'telegram:1002', 1796137423349, NULL, '{"value":{"v":1,"head":"i3yhcz9tds","path":[{"id":"i3yhcz9tds"}],"applied":["i3yhcz9tds"],"at":1796137423348,"naming":{"hint":{"text":"Book the Library","turn":"i3yhcz9tds"}}}}');
INSERT INTO entries VALUES ('conversations', 'turn|telegram:1002|i3yhcz9tds', 'telegram:1002', 'telegram:1002', 1796137423349, NULL, '{"value":{"v":2,"id":"i3yhcz9tds","asker":"telegram:1002","place":{"parent":null,"thread":"first"},"prompt":{"text":"Book the Library","id":"3"},"answers":[{"text":"Let me book.\n\n**May I run desk\\: Book a room?** This is the exact call:\n\n```json\n{\n  \"room\": \"Library\",\n  \"ms\": 0\n}\n```","reason":"complete","usage":{"inputTokens":1069,"outputTokens":6},"pending":{"key":"5bceac870cc62c5c","call":"call_00000000000000000000003k","hash":"74bb98f502a72c49545feed89d350401","group":"mcp:desk","steps":[{"type":"round","text":"Let me book.","items":[{"model":"gpt-6-luna","item":{"id":"rs_000000000000000000000000000000000000000000000004","type":"reasoning","encrypted_content":"gAAAAWyJncHQtNi1sdW5hIiwicnNfMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA0Il0","summary":[]}},{"model":"gpt-6-luna","item":{"id":"msg_000000000000000000000000000000000000000000000004","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Let me book."}]}},{"model":"gpt-6-luna","item":{"type":"function_call","id":"fc_0000000000000000000000000000000000000000000000040","call_id":"call_00000000000000000000003k","name":"desk__book","status":"completed"}}],"calls":[{"id":"call_00000000000000000000003k","name":"desk__book","arguments":"{\"room\":\"Library\",\"ms\":0}"}]}],"expires":1796223823319,"lasting":"5b32ce6183e6ff77643ea83b8019d2ae","title":"desk: Book a room","said":"Let me book."}}],"bubbles":["4"],"entries":[{"line":"approve turn=i3yhcz9tds call=5bceac870cc62c5c how=once"},{"line":"approve turn=i3yhcz9tds call=5bceac870cc62c5c how=always"},{"line":"approve turn=i3yhcz9tds call=5bceac870cc62c5c how=no"},{"line":"retry turn=i3yhcz9tds"},{"line":"delete turn=i3yhcz9tds"}]}}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1002|4', 'telegram:1002', 'telegram:1002', 1796137423349, NULL, '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3yhcz9tds"}}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1002|3', 'telegram:1002', 'telegram:1002', 1796137423349, NULL, '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3yhcz9tds","prompt":true}}');
INSERT INTO entries VALUES ('conversations', 'schedule|i3yhczfchs', 'schedules:telegram:1003', 'telegram:1003', 1796137449004, 1798729449000, '{"value":{"v":1,"id":"i3yhczfchs","does":"remind","times":{"at":1796137449000},"text":"buy milk","zone":"UTC","asked":{"at":{"surface":"telegram","chat":"telegram:1003","kind":"private","scopes":["telegram:1003"]},"actor":{"id":"telegram:1003","name":"reminded","locale":"en"},"target":{"surface":"telegram","chat":"telegram:1003","group":false,"privately":false,"address":{"chat":1003}}},"edition":0,"after":1796137449000,"at":1796137423643,"over":true},"expires":1798729449000}');
INSERT INTO entries VALUES ('conversations', 'head|telegram:1003', 'telegram:1003', 'telegram:1003', 1796137449012, NULL, '{"value":{"v":1,"head":null,"path":[],"applied":["i3yhczfchs","i3yhczm4n4","i3yhczr8qo","i3yhdexog0"],"recorded":4}}');
INSERT INTO entries VALUES ('conversations', 'off-branch|telegram:1003|0', 'telegram:1003', 'telegram:1003', 1796137423664, 1803913423664, '{"value":{"v":2,"id":"0~i3yhczfchs","asker":"telegram:1003","prompt":{"text":"","id":"5","fingerprint":"38a8713bfeaf2eda3b94c924ce88ee6e"},"answers":[],"bubbles":["6"],"entries":[{"line":"schedule change=i3yhczfchs","form":true},{"line":"schedule pause=i3yhczfchs"},{"line":"schedule remove=i3yhczfchs"},{"line":"schedule open=i3yhczfchs as=question"},{"line":"schedule"}],"menu":{"settingsChat":"telegram:1003"}},"expires":1803913423664}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|5', 'telegram:1003', 'telegram:1003', 1796137423664, 1803913423664, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"0~i3yhczfchs","prompt":true},"expires":1803913423664}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|6', 'telegram:1003', 'telegram:1003', 1796137423664, 1803913423664, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"0~i3yhczfchs"},"expires":1803913423664}');
INSERT INTO entries VALUES ('conversations', 'schedule|i3yhczm4n4', 'schedules:telegram:1003', 'telegram:1003', 1796137423880, NULL, '{"value":{"v":1,"id":"i3yhczm4n4","does":"ask","times":{"at":1796169824000},"text":"How late is it?","zone":"UTC","asked":{"at":{"surface":"telegram","chat":"telegram:1003","kind":"private","scopes":["telegram:1003"]},"actor":{"id":"telegram:1003","name":"reminded","locale":"en"},"target":{"surface":"telegram","chat":"telegram:1003","group":false,"privately":false,"address":{"chat":1003}}},"edition":0,"after":1796137423880,"at":1796137423880}}');
INSERT INTO entries VALUES ('conversations', 'off-branch|telegram:1003|1', 'telegram:1003', 'telegram:1003', 1796137423892, 1803913423892, '{"value":{"v":2,"id":"1~i3yhczm4n4","asker":"telegram:1003","prompt":{"text":"","id":"7","fingerprint":"e2d45d5ba6b364ad9f98e690ee0b6bba"},"answers":[],"bubbles":["8"],"entries":[{"line":"schedule change=i3yhczm4n4","form":true},{"line":"schedule pause=i3yhczm4n4"},{"line":"schedule remove=i3yhczm4n4"},{"line":"schedule open=i3yhczm4n4 as=message"},{"line":"schedule"}],"menu":{"settingsChat":"telegram:1003"}},"expires":1803913423892}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|7', 'telegram:1003', 'telegram:1003', 1796137423892, 1803913423892, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"1~i3yhczm4n4","prompt":true},"expires":1803913423892}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|8', 'telegram:1003', 'telegram:1003', 1796137423892, 1803913423892, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"1~i3yhczm4n4"},"expires":1803913423892}');
INSERT INTO entries VALUES ('conversations', 'off-branch|telegram:1003|2', 'telegram:1003', 'telegram:1003', 1796137424127, 1803913424127, '{"value":{"v":2,"id":"2~i3yhczr8qo","asker":"telegram:1003","prompt":{"text":"","id":"9","fingerprint":"78c4d72b894a48fa60cdc0bc76a7ecf0"},"answers":[],"bubbles":["10"],"entries":[{"line":"schedule open=i3yhczfchs"},{"line":"schedule open=i3yhczm4n4"}],"menu":{"settingsChat":"telegram:1003"}},"expires":1803913424127}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|9', 'telegram:1003', 'telegram:1003', 1796137424127, 1803913424127, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"2~i3yhczr8qo","prompt":true},"expires":1803913424127}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|10', 'telegram:1003', 'telegram:1003', 1796137424127, 1803913424127, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"2~i3yhczr8qo"},"expires":1803913424127}');
INSERT INTO entries VALUES ('conversations', 'off-branch|telegram:1003|3', 'telegram:1003', 'telegram:1003', 1796137449012, 1803913449012, '{"value":{"v":2,"id":"3~i3yhdexog0","asker":"telegram:1003","prompt":{"text":""},"answers":[],"bubbles":["11"],"entries":[{"line":"snooze of=i3yhczfchs minutes=0"},{"line":"snooze of=i3yhczfchs minutes=10"},{"line":"snooze of=i3yhczfchs minutes=60"},{"line":"snooze of=i3yhczfchs minutes=1440"}],"menu":{"settingsChat":"telegram:1003"}},"expires":1803913449012}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1003|11', 'telegram:1003', 'telegram:1003', 1796137449012, 1803913449012, '{"value":{"v":2,"conversation":"telegram:1003","exchange":"3~i3yhdexog0"},"expires":1803913449012}');
INSERT INTO entries VALUES ('conversations', 'head|telegram:1004', 'telegram:1004', 'telegram:1004', 1796137454600, NULL, '{"value":{"v":1,"head":"i3yhdi72tc","path":[{"id":"i3yhdi72tc"}],"applied":["i3yhdi72tc","i3yhdicd8g+"],"at":1796137454378,"naming":{"hint":{"text":"Book the Gym","turn":"i3yhdi72tc"}}}}');
INSERT INTO entries VALUES ('conversations', 'turn|telegram:1004|i3yhdi72tc', 'telegram:1004', 'telegram:1004', 1796137454600, NULL, '{"value":{"v":2,"id":"i3yhdi72tc","asker":"telegram:1004","place":{"parent":null,"thread":"first"},"prompt":{"text":"Book the Gym","id":"12"},"answers":[{"text":"Let me book.\n\n**May I run desk\\: Book a room?** This is the exact call:\n\n```json\n{\n  \"room\": \"Gym\",\n  \"ms\": 60000\n}\n```","reason":"complete","usage":{"inputTokens":1068,"outputTokens":6},"pending":{"key":"b2780e3d02406466","call":"call_00000000000000000000005c","hash":"1e942f7d3f52338a6ce93588ca58c25d","group":"mcp:desk","steps":[{"type":"round","text":"Let me book.","items":[{"model":"gpt-6-luna","item":{"id":"rs_000000000000000000000000000000000000000000000005","type":"reasoning","encrypted_content":"gAAAAWyJncHQtNi1sdW5hIiwicnNfMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA1Il0","summary":[]}},{"model":"gpt-6-luna","item":{"id":"msg_000000000000000000000000000000000000000000000005","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Let me book."}]}},{"model":"gpt-6-luna","item":{"type":"function_call","id":"fc_0000000000000000000000000000000000000000000000050","call_id":"call_00000000000000000000005c","name":"desk__book","status":"completed"}}],"calls":[{"id":"call_00000000000000000000005c","name":"desk__book","arguments":"{\"room\":\"Gym\",\"ms\":60000}"}]}],"expires":1796223854355,"lasting":"5b32ce6183e6ff77643ea83b8019d2ae","title":"desk: Book a room","said":"Let me book.","decided":{"how":"once","by":"i3yhdicd8g"}}}],"bubbles":["13"],"entries":[{"line":"approve turn=i3yhdi72tc call=b2780e3d02406466 how=once"},{"line":"approve turn=i3yhdi72tc call=b2780e3d02406466 how=always"},{"line":"approve turn=i3yhdi72tc call=b2780e3d02406466 how=no"},{"line":"retry turn=i3yhdi72tc"},{"line":"delete turn=i3yhdi72tc"}]}}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1004|13', 'telegram:1004', 'telegram:1004', 1796137454378, NULL, '{"value":{"v":2,"conversation":"telegram:1004","exchange":"i3yhdi72tc"}}');
INSERT INTO entries VALUES ('conversations', 'link|telegram:1004|12', 'telegram:1004', 'telegram:1004', 1796137454378, NULL, '{"value":{"v":2,"conversation":"telegram:1004","exchange":"i3yhdi72tc","prompt":true}}');
INSERT INTO cursors VALUES ('installation:secret', '147d2bca429b1a343c46c04e7a1239af043a788c812a3c85a4be21aad3bd23ed', NULL, 1796137417758);
INSERT INTO cursors VALUES ('discord:seen', '~1577339401048948736', NULL, 1796137418760);
INSERT INTO cursors VALUES ('telegram:offset', '123456:100000009', NULL, 1796137454593);
INSERT INTO steps VALUES (1839244753503232, 0, '{"type":"begun","call":"call_00000000000000000000005c"}');
PRAGMA user_version = 8;
