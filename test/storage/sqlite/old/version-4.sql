-- A database as the last version with this layout left it, killed with turns in every state. version-4.json says which is which.
CREATE TABLE turns (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     inbound TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'corrupt')),
     attempt INTEGER NOT NULL DEFAULT 0,
     stopped INTEGER NOT NULL DEFAULT 0,
     final TEXT,
     accepted_at INTEGER NOT NULL
   , fence INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0, alone_deaths INTEGER NOT NULL DEFAULT 0, running INTEGER NOT NULL DEFAULT 0) STRICT;
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
CREATE TABLE aside (
     at INTEGER NOT NULL,
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL
   ) STRICT;
CREATE TABLE jobs (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     payload TEXT NOT NULL,
     payer TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'failed')),
     attempts INTEGER NOT NULL DEFAULT 0,
     fence INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL,
     PRIMARY KEY (kind, key)
   ) STRICT;
CREATE INDEX jobs_due ON jobs (kind, state, due_at);
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at, fence, deaths, alone_deaths, running) VALUES (1839080155620352, 'telegram:1006', '{"v":2,"key":"telegram:1006:21","surface":"telegram","conversation":"telegram:1006","queue":"telegram:1006","place":{"kind":"private","scopes":["telegram:1006"]},"actor":{"id":"telegram:1006","name":"painting","locale":"en"},"sentAt":1795976714472,"target":{"surface":"telegram","chat":"telegram:1006","group":false,"privately":false,"prompt":"21","address":{"chat":1006}},"cause":"message","kind":"command","name":"image","options":{"prompt":"a red cat"}}', 'open', 1, 0, NULL, 1795976714473, 1, 0, 0, 1);
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at, fence, deaths, alone_deaths, running) VALUES (1839080155620353, 'telegram:1007', '{"v":2,"key":"telegram:1007:22","surface":"telegram","conversation":"telegram:1007","queue":"telegram:1007","place":{"kind":"private","scopes":["telegram:1007"]},"actor":{"id":"telegram:1007","name":"streaming","locale":"en"},"sentAt":1795976714472,"target":{"surface":"telegram","chat":"telegram:1007","group":false,"privately":false,"prompt":"22","address":{"chat":1007}},"cause":"message","kind":"prompt","text":"streaming","attachments":[]}', 'open', 1, 0, NULL, 1795976714473, 1, 0, 0, 1);
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at, fence, deaths, alone_deaths, running) VALUES (1839080155630592, 'discord:1576665358398390273', '{"v":2,"key":"discord:1576665358398390274","surface":"discord","conversation":"discord:1576665358398390273","queue":"discord:1576665358398390273","place":{"kind":"private","scopes":["discord:1576665358398390273"]},"actor":{"id":"discord:1576665358398390272","name":"painting"},"sentAt":1795976714470,"target":{"surface":"discord","chat":"discord:1576665358398390273","group":false,"privately":false,"prompt":"1576665358398390274","address":{"channel":"1576665358398390273"}},"cause":"message","kind":"command","name":"image","options":{"prompt":"a red cat"}}', 'open', 1, 0, NULL, 1795976714483, 1, 0, 0, 1);
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at, fence, deaths, alone_deaths, running) VALUES (1839080155637760, 'discord:1576665358398390276', '{"v":2,"key":"discord:1576665358398390277","surface":"discord","conversation":"discord:1576665358398390276","queue":"discord:1576665358398390276","place":{"kind":"private","scopes":["discord:1576665358398390276"]},"actor":{"id":"discord:1576665358398390275","name":"streaming"},"sentAt":1795976714470,"target":{"surface":"discord","chat":"discord:1576665358398390276","group":false,"privately":false,"prompt":"1576665358398390277","address":{"channel":"1576665358398390276"}},"cause":"message","kind":"prompt","text":"streaming","attachments":[]}', 'open', 1, 0, NULL, 1795976714490, 1, 0, 0, 1);
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at, fence, deaths, alone_deaths, running) VALUES (1839080157917184, 'discord:1576665358398390276', '{"v":2,"key":"discord:1576665367822991360","surface":"discord","conversation":"discord:1576665358398390276","queue":"discord:1576665358398390276","place":{"kind":"private","scopes":["discord:1576665358398390276"]},"actor":{"id":"discord:1576665358398390275","name":"streaming"},"sentAt":1795976716716,"target":{"surface":"discord","chat":"discord:1576665358398390276","group":false,"privately":false,"prompt":"1576665367822991360","address":{"channel":"1576665358398390276"}},"cause":"message","kind":"prompt","text":"waiting","attachments":[]}', 'open', 0, 0, NULL, 1795976716716, 0, 0, 0, 0);
INSERT INTO turns (id, conversation, inbound, state, attempt, stopped, final, accepted_at, fence, deaths, alone_deaths, running) VALUES (1839080157919232, 'telegram:1007', '{"v":2,"key":"telegram:1007:25","surface":"telegram","conversation":"telegram:1007","queue":"telegram:1007","place":{"kind":"private","scopes":["telegram:1007"]},"actor":{"id":"telegram:1007","name":"streaming","locale":"en"},"sentAt":1795976716717,"target":{"surface":"telegram","chat":"telegram:1007","group":false,"privately":false,"prompt":"25","address":{"chat":1007}},"cause":"message","kind":"prompt","text":"waiting","attachments":[]}', 'open', 0, 0, NULL, 1795976716718, 0, 0, 0, 0);
INSERT INTO receipts (turn, part, receipt) VALUES (1839080155620352, 0, '{"part":0,"ids":["24"],"start":0,"end":18}');
INSERT INTO receipts (turn, part, receipt) VALUES (1839080155620353, 0, '{"part":0,"ids":["23"],"start":0,"end":24}');
INSERT INTO receipts (turn, part, receipt) VALUES (1839080155630592, 0, '{"part":0,"ids":["1576665359740567552"],"start":0,"end":18}');
INSERT INTO receipts (turn, part, receipt) VALUES (1839080155637760, 0, '{"part":0,"ids":["1576665359388246016"],"start":0,"end":24}');
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080147623936, 'telegram:1001', 'telegram:1001:1', 'answered', 1, 1795976706664, 1795976707353);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080148709376, 'telegram:1001', 'telegram:1001:3', 'answered', 1, 1795976707724, 1795976707733);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080148974592, 'telegram:1001', 'telegram:1001:5', 'answered', 1, 1795976707983, 1795976707996);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080149245952, 'telegram:1001', 'telegram:1001:7', 'answered', 1, 1795976708248, 1795976708654);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080149900288, 'telegram:1001', 'telegram:1001:9', 'answered', 1, 1795976708887, 1795976708897);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080150167552, 'telegram:1001', 'telegram:1001:11', 'answered', 1, 1795976709148, 1795976709159);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080150434816, 'telegram:1002', 'telegram:1002:13', 'answered', 1, 1795976709409, 1795976709434);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080150705152, 'telegram:1002', 'telegram:1002:15', 'answered', 1, 1795976709673, 1795976709687);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080150979584, 'telegram:1002', 'telegram:press:4001', 'answered', 1, 1795976709941, 1795976709963);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080151311360, 'telegram:1002', 'telegram:1002:17', 'answered', 1, 1795976710265, 1795976710274);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080151593984, 'telegram:1002', 'telegram:1002:19', 'answered', 1, 1795976710541, 1795976710549);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080151925760, 'telegram:-1000000001005', 'telegram:-1000000001005:1', 'answered', 1, 1795976710865, 1795976710876);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080152195072, 'telegram:-1000000001005', 'telegram:-1000000001005:3', 'answered', 1, 1795976711128, 1795976711164);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080152483840, 'telegram:-1000000001005', 'telegram:-1000000001005:5', 'answered', 1, 1795976711410, 1795976711456);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080152785920, 'telegram:-1000000001005', 'telegram:-1000000001005:7', 'answered', 1, 1795976711705, 1795976711720);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080153442304, 'telegram:-1000000001005', 'telegram:-1000000001005:9', 'answered', 1, 1795976712346, 1795976712364);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080154059776, 'discord:1576665351838498817', 'discord:1576665351838498818', 'answered', 1, 1795976712949, 1795976713082);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080154397696, 'discord:1576665351838498817', 'discord:1576665353398779904', 'answered', 1, 1795976713279, 1795976713301);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080154670080, 'discord:1576665351838498817', 'discord:1576665354514464768', 'answered', 1, 1795976713545, 1795976713572);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080155025408, 'discord:1576665355693064192', 'discord:1576665355714035712', 'answered', 1, 1795976713892, 1795976713935);
INSERT INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at) VALUES (1839080155322368, 'discord:1576665355693064192', 'discord:1576665357182042112', 'answered', 1, 1795976714182, 1795976714219);
INSERT INTO keys (key, at) VALUES ('telegram:1001:1', 1795976706664);
INSERT INTO keys (key, at) VALUES ('telegram:1001:3', 1795976707724);
INSERT INTO keys (key, at) VALUES ('telegram:1001:5', 1795976707983);
INSERT INTO keys (key, at) VALUES ('telegram:1001:7', 1795976708248);
INSERT INTO keys (key, at) VALUES ('telegram:1001:9', 1795976708887);
INSERT INTO keys (key, at) VALUES ('telegram:1001:11', 1795976709148);
INSERT INTO keys (key, at) VALUES ('telegram:1002:13', 1795976709409);
INSERT INTO keys (key, at) VALUES ('telegram:1002:15', 1795976709673);
INSERT INTO keys (key, at) VALUES ('telegram:press:4001', 1795976709941);
INSERT INTO keys (key, at) VALUES ('telegram:1002:17', 1795976710265);
INSERT INTO keys (key, at) VALUES ('telegram:1002:19', 1795976710541);
INSERT INTO keys (key, at) VALUES ('telegram:-1000000001005:1', 1795976710865);
INSERT INTO keys (key, at) VALUES ('telegram:-1000000001005:3', 1795976711128);
INSERT INTO keys (key, at) VALUES ('telegram:-1000000001005:5', 1795976711410);
INSERT INTO keys (key, at) VALUES ('telegram:-1000000001005:7', 1795976711705);
INSERT INTO keys (key, at) VALUES ('telegram:-1000000001005:9', 1795976712346);
INSERT INTO keys (key, at) VALUES ('discord:1576665351838498818', 1795976712949);
INSERT INTO keys (key, at) VALUES ('discord:1576665353398779904', 1795976713279);
INSERT INTO keys (key, at) VALUES ('discord:1576665354514464768', 1795976713545);
INSERT INTO keys (key, at) VALUES ('discord:1576665355714035712', 1795976713892);
INSERT INTO keys (key, at) VALUES ('discord:1576665357182042112', 1795976714182);
INSERT INTO keys (key, at) VALUES ('telegram:1006:21', 1795976714473);
INSERT INTO keys (key, at) VALUES ('telegram:1007:22', 1795976714473);
INSERT INTO keys (key, at) VALUES ('discord:1576665358398390274', 1795976714483);
INSERT INTO keys (key, at) VALUES ('discord:1576665358398390277', 1795976714490);
INSERT INTO keys (key, at) VALUES ('discord:1576665367822991360', 1795976716716);
INSERT INTO keys (key, at) VALUES ('telegram:1007:25', 1795976716718);
INSERT INTO cursors (name, value) VALUES ('discord:channel:1576665351838498817', '1576665354514464768');
INSERT INTO cursors (name, value) VALUES ('discord:channel:1576665355693064192', '1576665357182042112');
INSERT INTO cursors (name, value) VALUES ('discord:channel:1576665358398390273', '1576665358398390274');
INSERT INTO cursors (name, value) VALUES ('discord:channel:1576665358398390276', '1576665367822991360');
INSERT INTO cursors (name, value) VALUES ('discord:seen', '1576665351838498817');
INSERT INTO cursors (name, value) VALUES ('installation:secret', '004d30583982bc06a8b36cf2aa4eb01da4c38356805af0c497b70ecded5f4696');
INSERT INTO cursors (name, value) VALUES ('telegram:offset', '123456:100000020');
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'head|telegram:1001', '{"value":{"v":1,"head":"i3wdr9rmkg","path":[{"id":"i3wdr9rmkg"}],"applied":["i3wdr893wg","i3wdr8wdfk","i3wdr9222o","i3wdr97vgg","i3wdr9lwcg","i3wdr9rmkg"],"recorded":3,"thread":"i3wdr9lwcg","naming":{"hint":{"text":"gamma","turn":"i3wdr9rmkg"}},"at":1795976709158}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:1001|i3wdr893wg', '{"value":{"v":2,"id":"i3wdr893wg","asker":"telegram:1001","place":{"parent":null,"thread":"first"},"prompt":{"text":"alpha","id":"1"},"answers":[{"text":"Re: alpha","reason":"complete","usage":{"inputTokens":82,"outputTokens":2}}],"bubbles":["2"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|2', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3wdr893wg"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|1', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3wdr893wg","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'shelf|telegram:1001', '{"value":{"v":1,"threads":[{"id":"i3wdr8wdfk","head":"i3wdr9222o","at":1795976707995,"naming":{"hint":{"text":"beta","turn":"i3wdr9222o"}}},{"id":"first","head":"i3wdr893wg","at":1795976707342,"naming":{"hint":{"text":"alpha","turn":"i3wdr893wg"},"title":"title=Trains"}}]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|telegram:1001|0', '{"value":{"v":2,"id":"0~i3wdr8wdfk","asker":"telegram:1001","prompt":{"text":"","id":"3","fingerprint":"3bc92ee49a039757e1a09eb3a12840e7"},"answers":[],"bubbles":["4"]},"expires":1803752707733}', 1803752707733);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|3', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"0~i3wdr8wdfk","prompt":true},"expires":1803752707733}', 1803752707733);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|4', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"0~i3wdr8wdfk"},"expires":1803752707733}', 1803752707733);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:1001|i3wdr9222o', '{"value":{"v":2,"id":"i3wdr9222o","asker":"telegram:1001","place":{"parent":null,"thread":"i3wdr8wdfk"},"prompt":{"text":"beta","id":"5"},"answers":[{"text":"Re: beta","reason":"complete","usage":{"inputTokens":81,"outputTokens":2}}],"bubbles":["6"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|6', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3wdr9222o"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|5', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3wdr9222o","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|telegram:1001|1', '{"value":{"v":2,"id":"1~i3wdr97vgg","asker":"telegram:1001","prompt":{"text":"","id":"7","fingerprint":"bd3467e463bac9da1a578763ded6bab5"},"answers":[],"bubbles":["8"],"menu":{"settingsChat":"telegram:1001"}},"expires":1803752708653}', 1803752708653);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|7', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"1~i3wdr97vgg","prompt":true},"expires":1803752708653}', 1803752708653);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|8', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"1~i3wdr97vgg"},"expires":1803752708653}', 1803752708653);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|telegram:1001|2', '{"value":{"v":2,"id":"2~i3wdr9lwcg","asker":"telegram:1001","prompt":{"text":"","id":"9","fingerprint":"3bc92ee49a039757e1a09eb3a12840e7"},"answers":[],"bubbles":["10"]},"expires":1803752708897}', 1803752708897);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|9', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"2~i3wdr9lwcg","prompt":true},"expires":1803752708897}', 1803752708897);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|10', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"2~i3wdr9lwcg"},"expires":1803752708897}', 1803752708897);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:1001|i3wdr9rmkg', '{"value":{"v":2,"id":"i3wdr9rmkg","asker":"telegram:1001","place":{"parent":null,"thread":"i3wdr9lwcg"},"prompt":{"text":"gamma","id":"11"},"answers":[{"text":"Re: gamma","reason":"complete","usage":{"inputTokens":82,"outputTokens":2}}],"bubbles":["12"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|12', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3wdr9rmkg"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1001|11', '{"value":{"v":2,"conversation":"telegram:1001","exchange":"i3wdr9rmkg","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'head|telegram:1002', '{"value":{"v":1,"head":"i3wdram77k","path":[{"id":"i3wdr9xcsg"},{"id":"i3wdram77k"}],"applied":["i3wdr9xcsg","i3wdra35ds","i3wdra914w","i3wdrag54w","i3wdram77k"],"at":1795976710548,"naming":{"hint":{"text":"one","turn":"i3wdr9xcsg"}},"recorded":1}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:1002|i3wdr9xcsg', '{"value":{"v":2,"id":"i3wdr9xcsg","asker":"telegram:1002","place":{"parent":null,"thread":"first"},"prompt":{"text":"one","id":"13"},"answers":[{"text":"Re: one","reason":"complete","usage":{"inputTokens":81,"outputTokens":2}}],"bubbles":["14"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|14', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3wdr9xcsg"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|13', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3wdr9xcsg","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:1002|i3wdra35ds', '{"value":{"v":2,"id":"i3wdra35ds","place":{"parent":"i3wdr9xcsg","thread":"first"},"prompt":{"text":""},"answers":[],"bubbles":[],"removed":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|16', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3wdra35ds"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|15', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3wdra35ds","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|telegram:1002|0', '{"value":{"v":2,"id":"0~i3wdrag54w","asker":"telegram:1002","prompt":{"text":"","id":"17","fingerprint":"13217910f40fea44602e0b3331c0df92"},"answers":[],"bubbles":["18"],"menu":{"settingsChat":"telegram:1002"}},"expires":1803752710273}', 1803752710274);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|17', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"0~i3wdrag54w","prompt":true},"expires":1803752710273}', 1803752710274);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|18', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"0~i3wdrag54w"},"expires":1803752710273}', 1803752710274);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:1002|i3wdram77k', '{"value":{"v":2,"id":"i3wdram77k","asker":"telegram:1002","place":{"parent":"i3wdr9xcsg","thread":"first"},"prompt":{"text":"three","id":"19"},"answers":[{"text":"Re: three","reason":"complete","usage":{"inputTokens":93,"outputTokens":2}}],"bubbles":["20"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|20', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3wdram77k"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:1002|19', '{"value":{"v":2,"conversation":"telegram:1002","exchange":"i3wdram77k","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'head|telegram:-1000000001005', '{"value":{"v":1,"head":"i3wdrb59ts","path":[{"id":"i3wdratb7k"},{"id":"i3wdraz30g"},{"id":"i3wdrb59ts"}],"applied":["i3wdratb7k","i3wdraz30g","i3wdrb59ts","i3wdrbbqww","i3wdrbptds"],"at":1795976711455,"naming":{"hint":{"text":"apples","turn":"i3wdratb7k"}},"recorded":2}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:-1000000001005|i3wdratb7k', '{"value":{"v":2,"id":"i3wdratb7k","asker":"telegram:1003","place":{"parent":null,"thread":"first"},"prompt":{"text":"apples","id":"1","speaker":"Ann"},"answers":[{"text":"Re: Ann: apples","reason":"complete","usage":{"inputTokens":118,"outputTokens":3}}],"bubbles":["2"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|2', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"i3wdratb7k"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|1', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"i3wdratb7k","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:-1000000001005|i3wdraz30g', '{"value":{"v":2,"id":"i3wdraz30g","asker":"telegram:1004","place":{"parent":"i3wdratb7k","thread":"first"},"prompt":{"text":"bananas","id":"3","speaker":"Bob"},"answers":[{"text":"Re: Bob: bananas","reason":"complete","usage":{"inputTokens":133,"outputTokens":3}}],"bubbles":["4"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|4', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"i3wdraz30g"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|3', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"i3wdraz30g","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|telegram:-1000000001005|i3wdrb59ts', '{"value":{"v":2,"id":"i3wdrb59ts","asker":"telegram:1003","place":{"parent":"i3wdraz30g","thread":"first"},"prompt":{"text":"pears","id":"5","speaker":"Ann"},"answers":[{"text":"Re: Ann: pears","reason":"complete","usage":{"inputTokens":148,"outputTokens":3}}],"bubbles":["6"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|6', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"i3wdrb59ts"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|5', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"i3wdrb59ts","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|telegram:-1000000001005|0', '{"value":{"v":2,"id":"0~i3wdrbbqww","asker":"telegram:1003","prompt":{"text":"","id":"7","fingerprint":"c8908101c6e59a5b850f2128cc077082"},"answers":[],"bubbles":["8"],"menu":{"settingsChat":"telegram:-1000000001005"}},"expires":1803752711719}', 1803752711719);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|7', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"0~i3wdrbbqww","prompt":true},"expires":1803752711719}', 1803752711719);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|8', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"0~i3wdrbbqww"},"expires":1803752711719}', 1803752711719);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|telegram:-1000000001005|1', '{"value":{"v":2,"id":"1~i3wdrbptds","asker":"telegram:1003","prompt":{"text":"","id":"9","fingerprint":"13217910f40fea44602e0b3331c0df92"},"answers":[],"bubbles":["10"],"menu":{"settingsChat":"telegram:-1000000001005"}},"expires":1803752712363}', 1803752712364);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|9', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"1~i3wdrbptds","prompt":true},"expires":1803752712363}', 1803752712364);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|telegram:-1000000001005|10', '{"value":{"v":2,"conversation":"telegram:-1000000001005","exchange":"1~i3wdrbptds"},"expires":1803752712363}', 1803752712364);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'settings|telegram:-1000000001005', '{"value":{"v":1,"tier":"advanced"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('adapter:discord', 'direct:1576665351838498817', '', 1830536712949);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'head|discord:1576665351838498817', '{"value":{"v":1,"head":"i3wdrcg4qo","path":[{"id":"i3wdrcg4qo"}],"applied":["i3wdrc31ts","i3wdrcaakg","i3wdrcg4qo"],"thread":"i3wdrcaakg","naming":{"hint":{"text":"beta","turn":"i3wdrcg4qo"}},"recorded":1,"at":1795976713572}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|discord:1576665351838498817|i3wdrc31ts', '{"value":{"v":2,"id":"i3wdrc31ts","asker":"discord:1576665351838498816","place":{"parent":null,"thread":"first"},"prompt":{"text":"alpha","id":"1576665351838498818"},"answers":[{"text":"Re: alpha","reason":"complete","usage":{"inputTokens":82,"outputTokens":2}}],"bubbles":["1576665352287289344"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665351838498817|1576665352287289344', '{"value":{"v":2,"conversation":"discord:1576665351838498817","exchange":"i3wdrc31ts"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665351838498817|1576665351838498818', '{"value":{"v":2,"conversation":"discord:1576665351838498817","exchange":"i3wdrc31ts","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'shelf|discord:1576665351838498817', '{"value":{"v":1,"threads":[{"id":"first","head":"i3wdrc31ts","at":1795976713081,"naming":{"hint":{"text":"alpha","turn":"i3wdrc31ts"}}}]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'off-branch|discord:1576665351838498817|0', '{"value":{"v":2,"id":"0~i3wdrcaakg","asker":"discord:1576665351838498816","prompt":{"text":"","id":"1576665353398779904","fingerprint":"3bc92ee49a039757e1a09eb3a12840e7"},"answers":[],"bubbles":["1576665353461694464"]},"expires":1803752713301}', 1803752713301);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665351838498817|1576665353398779904', '{"value":{"v":2,"conversation":"discord:1576665351838498817","exchange":"0~i3wdrcaakg","prompt":true},"expires":1803752713301}', 1803752713301);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665351838498817|1576665353461694464', '{"value":{"v":2,"conversation":"discord:1576665351838498817","exchange":"0~i3wdrcaakg"},"expires":1803752713301}', 1803752713301);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|discord:1576665351838498817|i3wdrcg4qo', '{"value":{"v":2,"id":"i3wdrcg4qo","asker":"discord:1576665351838498816","place":{"parent":null,"thread":"i3wdrcaakg"},"prompt":{"text":"beta","id":"1576665354514464768"},"answers":[{"text":"Re: beta","reason":"complete","usage":{"inputTokens":81,"outputTokens":2}}],"bubbles":["1576665354623516672"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665351838498817|1576665354623516672', '{"value":{"v":2,"conversation":"discord:1576665351838498817","exchange":"i3wdrcg4qo"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665351838498817|1576665354514464768', '{"value":{"v":2,"conversation":"discord:1576665351838498817","exchange":"i3wdrcg4qo","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'head|discord:1576665355693064192', '{"value":{"v":1,"head":"i3wdrcu41s","path":[{"id":"i3wdrcnqww"},{"id":"i3wdrcu41s"}],"applied":["i3wdrcnqww","i3wdrcu41s"],"at":1795976714218,"naming":{"hint":{"text":"apples","turn":"i3wdrcnqww"}}}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|discord:1576665355693064192|i3wdrcnqww', '{"value":{"v":2,"id":"i3wdrcnqww","asker":"discord:1576665355709841408","place":{"parent":null,"thread":"first"},"prompt":{"text":"apples","id":"1576665355714035712","speaker":"Ann"},"answers":[{"text":"Re: Ann: apples","reason":"complete","usage":{"inputTokens":118,"outputTokens":3}}],"bubbles":["1576665356129271808"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665355693064192|1576665356129271808', '{"value":{"v":2,"conversation":"discord:1576665355693064192","exchange":"i3wdrcnqww"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665355693064192|1576665355714035712', '{"value":{"v":2,"conversation":"discord:1576665355693064192","exchange":"i3wdrcnqww","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'turn|discord:1576665355693064192|i3wdrcu41s', '{"value":{"v":2,"id":"i3wdrcu41s","asker":"discord:1576665355709841409","place":{"parent":"i3wdrcnqww","thread":"first"},"prompt":{"text":"bananas","id":"1576665357182042112","speaker":"Bob"},"answers":[{"text":"Re: Bob: bananas","reason":"complete","usage":{"inputTokens":133,"outputTokens":3}}],"bubbles":["1576665357341425664"]}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665355693064192|1576665357341425664', '{"value":{"v":2,"conversation":"discord:1576665355693064192","exchange":"i3wdrcu41s"}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('conversations', 'link|discord:1576665355693064192|1576665357182042112', '{"value":{"v":2,"conversation":"discord:1576665355693064192","exchange":"i3wdrcu41s","prompt":true}}', NULL);
INSERT INTO entries (namespace, key, value, expires) VALUES ('adapter:discord', 'direct:1576665358398390273', '', 1830536714482);
INSERT INTO entries (namespace, key, value, expires) VALUES ('adapter:discord', 'direct:1576665358398390276', '', 1830536714489);
INSERT INTO aside (at, namespace, key, value) VALUES (1795976718277, 'conversations', 'settings|telegram:1002', '{"value":{"v":1,"tier":"advanced"}}');
INSERT INTO aside (at, namespace, key, value) VALUES (1795976718278, 'conversations', 'turn|telegram:1002|odd', '{"value":{"odd":"words of somebody"}}');
INSERT INTO jobs (kind, key, payload, payer, state, attempts, fence, due_at) VALUES ('title', 'telegram:1001 given-up', '', 'telegram:1001', 'failed', 1, 1, 1798568718254);
INSERT INTO jobs (kind, key, payload, payer, state, attempts, fence, due_at) VALUES ('title', 'telegram:1001 waits', '{"key":"telegram:1001 waits","payload":{"conversation":"telegram:1001","thread":"waits"}}', 'telegram:1001', 'open', 0, 0, 1795976718270);
PRAGMA user_version = 4;
