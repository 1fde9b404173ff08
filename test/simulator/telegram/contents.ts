import type { Message, Poll, RichMessage } from 'grammy/types';

/** Content of a message that is no text and no file (Bot API 10.3: Poll, Checklist, Venue, Contact, RichMessage). */
export interface ContentOptions {
  /** Blocks instead of a text: what is pasted with formatting, and what other bots format. */
  rich?: RichMessage;
  poll?: { question: string; options: string[]; several?: boolean; quiz?: boolean };
  /** Tasks, and whether they are done. */
  checklist?: { title: string; tasks: [task: string, done: boolean][] };
  venue?: { title: string; address: string };
  contact?: { first_name: string; last_name?: string; phone_number: string };
  location?: boolean;
}

/** Fields that such content comes in. */
export const contentFieldNames = ['rich_message', 'poll', 'checklist', 'venue', 'contact', 'location'] as const;

const location = { latitude: 52.5, longitude: 13.4 };

export function contentFields(options: ContentOptions): Partial<Message> {
  const { rich, poll, checklist, venue, contact } = options;
  if (rich) return { rich_message: rich };
  if (poll) return { poll: pollOf(poll) };
  if (checklist) {
    const { title, tasks } = checklist;
    return { checklist: { title, tasks: tasks.map(([text, done], at) => ({ id: at + 1, text, ...doneAt(done) })) } };
  }
  // With a venue the server sets its location, too.
  if (venue) return { venue: { location, ...venue }, location };
  if (contact) return { contact };
  return options.location ? { location } : {};
}

/** 0 where a task is not done (Bot API, ChecklistTask). */
function doneAt(done: boolean): { completion_date: number } {
  return { completion_date: done ? 1_700_000_000 : 0 };
}

function pollOf({ question, options, several = false, quiz = false }: NonNullable<ContentOptions['poll']>): Poll {
  return {
    id: '5472130947812196353',
    question,
    options: options.map((text, at) => ({ persistent_id: String(at), text, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: quiz ? 'quiz' : 'regular',
    allows_multiple_answers: several,
    allows_revoting: true,
    members_only: false,
  };
}

/** Whether a rich message mentions the bot, or holds a command for it. */
export function richNames(value: unknown, bot: { id: number; username?: string }): boolean {
  if (Array.isArray(value)) return value.some((each) => richNames(each, bot));
  if (typeof value !== 'object' || value === null) return false;
  const fields: Record<string, unknown> = { ...value };
  const name = `@${bot.username?.toLowerCase() ?? ''}`;
  if (fields['type'] === 'mention' && `@${String(fields['username']).replace('@', '')}`.toLowerCase() === name)
    return true;
  if (fields['type'] === 'text_mention' && JSON.stringify(fields['user']).includes(`"id":${bot.id},`)) return true;
  if (fields['type'] === 'bot_command') {
    const command = String(fields['bot_command']).toLowerCase();
    if (!command.includes('@') || command.endsWith(name)) return true;
  }
  return Object.values(fields).some((each) => richNames(each, bot));
}
