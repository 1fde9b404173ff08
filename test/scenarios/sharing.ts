import type { ChatDriver } from './chat-driver.ts';

/** Gestures by which one person's private chats become one conversation. */

/** Links the account of `here` with that of `there`, which is the first. */
export async function linked(there: ChatDriver, here: ChatDriver): Promise<void> {
  there.say('/link');
  await there.until((texts) => codeIn(texts) !== undefined);
  here.say(`/link ${codeIn(there.texts())}`);
  await here.until((texts) => texts.at(-1)?.includes('was made by') === true);
  here.press('Yes');
  await here.until((texts) => texts.at(-1)?.includes('Linked with') === true);
  await there.until((texts) => texts.at(-1)?.includes('is now linked') === true);
  await here.idle();
}

/** Agrees to share the conversation on one side. */
export async function share(chat: ChatDriver): Promise<void> {
  chat.say('/link');
  await chat.until((texts) => texts.at(-1)?.includes('Your code') === true);
  await chat.idle();
  chat.press('Share this');
  await chat.until((texts) => texts.at(-1)?.includes('Nothing is shared until') === true);
  await chat.idle();
  chat.press('Yes, share');
  await chat.until((texts) => /Agreed for this chat|is one with/.test(texts.at(-1) ?? ''));
  await chat.idle();
}

/** Takes it back on one side. */
export async function ended(chat: ChatDriver): Promise<void> {
  chat.say('/link');
  await chat.until((texts) => texts.at(-1)?.includes('Your code') === true);
  await chat.idle();
  chat.press('Stop sharing');
  await chat.until((texts) => texts.at(-1)?.includes("isn't shared any more") === true);
  await chat.idle();
}

function codeIn(texts: string[]): string | undefined {
  return texts.flatMap((text) => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text) ?? []).at(-1);
}
