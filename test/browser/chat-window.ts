import type { Locator, Page } from 'playwright-core';

/** One platform's window, by what somebody sees and does. */
export class ChatWindow {
  readonly root: Locator;
  private readonly page: Page;

  constructor(page: Page, platform: 'telegram' | 'discord') {
    this.page = page;
    this.root = page.locator(`chat-window[data-platform=${platform}]`);
  }

  get field(): Locator {
    return this.root.locator('.field');
  }

  get rows(): Locator {
    return this.root.locator('.row');
  }

  /** Messages that are not one's own, with these words. */
  answers(words: string | RegExp): Locator {
    return this.root.locator('.row:not([data-own])').filter({ hasText: words });
  }

  own(words: string | RegExp): Locator {
    return this.root.locator('.row[data-own]').filter({ hasText: words });
  }

  /** @param away the window shows one thing at a time, and not the places */
  async become(name: string, away = false): Promise<void> {
    if (away) await this.root.getByRole('button', { name: 'Chats' }).click();
    await this.root.locator('.me').click();
    await this.page.getByRole('menuitemradio', { name }).click();
    await this.root.locator('.me', { hasText: name }).waitFor();
  }

  async open(place: string): Promise<void> {
    await this.root.locator('.places-list').getByRole('button', { name: place }).click();
    await this.root.locator('.chat-title', { hasText: place }).waitFor();
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** Says something and waits for the answer. */
  async ask(text: string, answer: string | RegExp): Promise<Locator> {
    await this.say(text);
    const found = this.answers(answer).last();
    await found.waitFor();
    return found;
  }

  /** Opens the menu of a message by the keyboard, and picks from it. */
  async pick(row: Locator, entry: string | RegExp): Promise<void> {
    await row.focus();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('menuitem', { name: entry, exact: typeof entry === 'string' }).click();
  }

  async press(row: Locator, button: string | RegExp): Promise<void> {
    await row.getByRole('button', { name: button }).first().click();
  }
}
