import type { Reply } from '../server.ts';

/** Discord's refusals as it words them: status, code and text. */

/** Thrown by a handler; becomes the answer. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(status: number, code: number, message: string, extra: object = {}) {
    super(`${status} ${code} ${message}`);
    this.reply = { status, body: { message, code, ...extra } };
  }
}

export const refusals = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  notFound: () => new Refusal(404, 0, '404: Not Found'),
  methodNotAllowed: () => new Refusal(405, 0, '405: Method Not Allowed'),
  unknownChannel: () => new Refusal(404, 10003, 'Unknown Channel'),
  unknownMessage: () => new Refusal(404, 10008, 'Unknown Message'),
  unknownGuild: () => new Refusal(404, 10004, 'Unknown Guild'),
  unknownMember: () => new Refusal(404, 10007, 'Unknown Member'),
  unknownUser: () => new Refusal(404, 10013, 'Unknown User'),
  unknownWebhook: () => new Refusal(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new Refusal(404, 10062, 'Unknown interaction'),
  unknownCommand: () => new Refusal(404, 10063, 'Unknown application command'),
  tooManyCreates: () =>
    new Refusal(400, 30034, 'Max number of daily application command creates has been reached (200)'),
  entityTooLarge: () => new Refusal(413, 40005, 'Request entity too large'),
  acknowledged: () => new Refusal(400, 40060, 'Interaction has already been acknowledged.'),
  followupLimit: () => new Refusal(400, 40094, 'This interaction has reached its follow-up message limit'),
  missingAccess: () => new Refusal(403, 50001, 'Missing Access'),
  notAuthor: () => new Refusal(403, 50005, 'Cannot edit a message authored by another user'),
  empty: () => new Refusal(400, 50006, 'Cannot send an empty message'),
  blocked: () => new Refusal(403, 50007, 'Cannot send messages to this user'),
  missingPermissions: () => new Refusal(403, 50013, 'Missing Permissions'),
  archived: () => new Refusal(400, 50083, 'Thread is archived'),
  threadExists: () => new Refusal(400, 160004, 'A thread has already been created for this message'),
  noThreadsHere: () => new Refusal(400, 50024, 'Cannot execute action on this channel type'),
  noHistory: () => new Refusal(403, 160002, 'You cannot reply without permission to read message history'),
  webhookToken: () => new Refusal(401, 50027, 'Invalid Webhook Token'),
  voiceWithContent: () => new Refusal(400, 50159, 'Voice messages do not support additional content'),
  voiceWithoutAudio: () => new Refusal(400, 50160, 'Voice messages must have a single audio attachment'),
  voiceWithoutFacts: () => new Refusal(400, 50161, 'Voice messages must have supporting metadata'),
  voiceEdited: () => new Refusal(400, 50162, 'Voice messages cannot be edited'),
  noVoices: () => new Refusal(400, 50173, 'You cannot send voice messages in this channel'),
  malformed: () => new Refusal(400, 50109, 'The request body contains invalid JSON.'),
};

/** 50035 with the nested shape: one error at `path`. */
export function invalid(path: readonly (string | number)[], code: string, message: string): Refusal {
  const errors = path.reduceRight<object>((inner, key) => ({ [key]: inner }), { _errors: [{ code, message }] });
  return new Refusal(400, 50035, 'Invalid Form Body', { errors });
}
