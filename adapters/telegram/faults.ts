import { GrammyError, HttpError } from 'grammy';
import { Fault, type FaultFacts } from '../../src/util/errors.ts';
import { namedPause } from '../../src/util/retry.ts';

/**
 * Turns what grammY throws into Faults. Neither is kept as a cause: a GrammyError holds the whole message, an HttpError
 * the address with the bot's token.
 */

const adviceFor = {
  unauthorized:
    'Set TELEGRAM_BOT_TOKEN to the token that @BotFather shows (https://t.me/BotFather: /mybots, API Token), then restart.',
  conflict:
    'Stop the other program that polls with this TELEGRAM_BOT_TOKEN; if there is none of yours, have @BotFather revoke the token.',
  forbidden: 'Add the bot to the chat again and let it send messages; nothing can be done where a person blocked it.',
  unreachable: 'Check the network, TELEGRAM_API_ROOT and PROXY_URL.',
};

/** 400s that mean the bot has no business in this chat (any more). */
const barred =
  /chat not found|user not found|PEER_ID_INVALID|chat was deactivated|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|TOPIC_CLOSED|TOPIC_DELETED|message thread not found|can't initiate conversation|CHAT_SEND_\w{1,40}_FORBIDDEN/i;

/** 400s that mean the message is not there, or no longer the bot's to change. */
const gone =
  /message to (edit|delete) not found|message can't be (edited|deleted)|MESSAGE_ID_INVALID|message identifier is not specified/i;

/** The Fault an error of grammY stands for; `scope` says what a rate limit pauses. */
export function toFault(error: unknown, scope: 'chat' | 'all' = 'chat'): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof GrammyError) return fromRefusal(error, scope);
  if (error instanceof HttpError) return fromNetwork(error);
  return new Fault('internal', 'a call to Telegram failed in an unforeseen way', {}, error);
}

/** The service understood the call and does not do what it asks. */
export function isRefused(error: unknown): error is GrammyError {
  return error instanceof GrammyError && error.error_code === 400;
}

/** The edit changed nothing: the message already says so. */
export function isNotModified(error: unknown): boolean {
  return error instanceof GrammyError && /message is not modified/i.test(error.description);
}

/** The message to edit is a picture: it has a caption and no text. */
export function hasNoText(error: unknown): boolean {
  return error instanceof GrammyError && /there is no text in the message/i.test(error.description);
}

/** The server makes no photo of the picture, for its size or its sides; as a file it would take it. */
export function isNoPhoto(error: unknown): boolean {
  return (
    error instanceof GrammyError &&
    error.error_code === 400 &&
    /\bPHOTO_[A-Z_]{1,40}\b|IMAGE_PROCESS_FAILED|too big for a photo/.test(error.description)
  );
}

/** Neither the person nor the group takes voice messages. */
export function isVoiceRefused(error: unknown): boolean {
  return (
    error instanceof GrammyError &&
    /VOICE_MESSAGES_FORBIDDEN|CHAT_SEND_VOICES_FORBIDDEN|not enough rights to send voice/i.test(error.description)
  );
}

/** The group takes no files of a kind. */
export function isFileRefused(error: unknown): boolean {
  return (
    error instanceof GrammyError && /CHAT_SEND_\w{1,40}_FORBIDDEN|not enough rights to send/i.test(error.description)
  );
}

/** The press was answered before, or it is too long ago for an answer to be seen. */
export function isStaleQuery(error: unknown): boolean {
  return (
    error instanceof GrammyError && /query is too old|query ID is invalid|QUERY_ID_INVALID/i.test(error.description)
  );
}

/** The topic takes no messages: it is closed or gone. */
export function isTopicShut(error: unknown): boolean {
  return error instanceof GrammyError && /TOPIC_CLOSED|TOPIC_DELETED/i.test(error.description);
}

/** The server does not find the topic; it says so of some that live. */
export function isThreadLost(error: unknown): boolean {
  return error instanceof GrammyError && /message thread not found/i.test(error.description);
}

/** The message to reply to is not there. */
export function isReplyLost(error: unknown): boolean {
  return error instanceof GrammyError && /message to be replied not found/i.test(error.description);
}

/** Updates go to a webhook, so they cannot be polled. */
export function isWebhookConflict(fault: Fault): boolean {
  return fault.kind === 'conflict' && /webhook/i.test(fault.facts.description ?? '');
}

function fromRefusal({ error_code: code, description, parameters, method }: GrammyError, scope: 'chat' | 'all'): Fault {
  // Something in between may answer with JSON that is none of Telegram's.
  if (typeof code !== 'number' || typeof description !== 'string') {
    return new Fault('unreachable', 'no answer from Telegram', {
      code: 'unknown-answer',
      advice: adviceFor.unreachable,
    });
  }
  const facts: FaultFacts = { status: code, code: method, description: description.slice(0, 200) };
  const { migrate_to_chat_id: movedTo, retry_after: seconds } = parameters;
  const retryAfterMs = seconds === undefined ? undefined : namedPause(seconds * 1000);
  if (movedTo !== undefined)
    return new Fault('migrated', 'the group has a new id', { ...facts, movedTo: String(movedTo) });
  switch (code) {
    case 429:
      return new Fault('rate_limited', 'Telegram asks to wait', {
        ...facts,
        scope,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    // A token that is no token at all is answered with 404.
    case 401:
    case 404:
      return new Fault('unauthorized', 'Telegram does not know this bot token', {
        ...facts,
        advice: adviceFor.unauthorized,
      });
    case 403:
      return new Fault('forbidden', 'the bot may not write into this chat', { ...facts, advice: adviceFor.forbidden });
    case 409:
      return new Fault('conflict', 'somebody else takes the updates of this bot', {
        ...facts,
        advice: adviceFor.conflict,
      });
  }
  if (code >= 500) return new Fault('server', 'Telegram failed', facts);
  if (barred.test(description)) {
    return new Fault('forbidden', 'the bot may not write into this chat', { ...facts, advice: adviceFor.forbidden });
  }
  if (gone.test(description)) return new Fault('gone', 'the message is not there to be changed', facts);
  return new Fault('rejected', 'Telegram does not take this content', facts);
}

/** No answer, or none that can be read: the call may have been taken. */
function fromNetwork({ error }: HttpError): Fault {
  return new Fault('unreachable', 'no answer from Telegram', {
    code: networkCode(error),
    advice: adviceFor.unreachable,
  });
}

/** `ECONNREFUSED`, `invalid-json` and the like; never the message, which names the address and so the token. */
function networkCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('type' in error && typeof error.type === 'string') return error.type;
  return 'timeout';
}
