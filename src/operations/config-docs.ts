import { groups, type Setting } from '../config/setting.ts';
import { type Key, settingKeys, settingOf } from '../config/settings.ts';

/** `.env.example`: every setting with its default; only what a first start needs is not commented out. */
export function envExample(): string {
  const head = [
    '# Copy this file to .env. A line that is commented out shows the default.',
    '# Written by "npm run generate" from src/config/settings.ts.',
  ];
  return `${[head.join('\n'), ...sections(envSection)].join('\n\n')}\n`;
}

/** `docs/configuration.md`: the same settings for reading. */
export function configurationPage(): string {
  const head = `# Configuration

Settings are environment variables; \`npm start\` also reads them from \`.env\`, which \`npm run init\` writes (or \`cp .env.example .env\`).
An empty value counts as not set. A bad value or a misspelt name stops the start, with every problem named at once; in \`.env\` every name has to be a setting's.

- **Secrets** can come from a file instead: \`TELEGRAM_BOT_TOKEN_FILE=/run/secrets/telegram\` (the same for every
  setting marked *secret*).
- **Limits**: 0 always means none. Rates may be fractions.
- At least one of \`TELEGRAM_BOT_TOKEN\` and \`DISCORD_BOT_TOKEN\` is needed; \`npm run demo\` needs none.

<!-- Written by "npm run generate" from src/config/settings.ts. -->`;
  return `${[head, ...sections(pageSection)].join('\n\n')}\n`;
}

function sections(write: (title: string, members: readonly Key[]) => string): string[] {
  return Object.entries(groups).map(([group, title]) => write(title, membersOf(group)));
}

function membersOf(group: string): Key[] {
  return settingKeys.filter((key) => settingOf(key).group === group);
}

function envSection(title: string, members: readonly Key[]): string {
  return [`# ── ${title} ──`, ...members.map((key) => envEntry(key, settingOf(key)))].join('\n');
}

function envEntry(key: Key, setting: Setting): string {
  const line = `${key}=${quoted(setting.default ?? '')}`;
  return [`# ${setting.doc}`, `#   ${setting.form}`, setting.essential ? line : `# ${line}`].join('\n');
}

/** dotenv takes a value with spaces in quotes. */
function quoted(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}

function pageSection(title: string, members: readonly Key[]): string {
  const rows = members.map((key) => pageRow(key, settingOf(key)));
  return [`## ${title}`, '', '| setting | default | what it does | form |', '|---|---|---|---|', ...rows].join('\n');
}

function pageRow(key: Key, setting: Setting): string {
  const name = `\`${key}\`${setting.secret ? ' *(secret)*' : ''}`;
  const fallback = setting.default ? `\`${setting.default}\`` : '–';
  const cells = [name, fallback, setting.doc, setting.form].map((cell) => cell.replaceAll('|', '\\|'));
  return `| ${cells.join(' | ')} |`;
}
