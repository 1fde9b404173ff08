import type { Due, InboundEvent, Receive, Task } from '../../src/ports/index.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';
import type { TestBotOptions } from '../support/test-bot.ts';

/** Starts the bot on Telegram and watches its way in: events can be handed over, and accepted tasks are seen. */
export async function openDoor(options: TestBotOptions = {}) {
  const events: InboundEvent[] = [];
  const tasks: Task[] = [];
  let receive: Receive = () => Promise.reject(new Error('not started'));
  const opened = await openTelegram({
    ...options,
    seams: {
      ...options.seams,
      receive: (own) => {
        receive = own;
        return (batch, cursor) => {
          events.push(...batch);
          return own(batch, cursor);
        };
      },
      inbox: (inbox) => ({
        ...inbox,
        async accept(batch, cursor) {
          const fresh = await inbox.accept(batch, cursor);
          for (const [at, { task }] of batch.entries()) if (task && fresh[at]?.fresh) tasks.push(task);
          return fresh;
        },
      }),
    },
  });
  return {
    ...opened,
    /** Events as the adapter reported them. */
    events,
    /** Tasks that were accepted. */
    tasks,
    receive: (...batch: InboundEvent[]) => receive(batch),
    /** Makes what the core would report for whoever sent the event, at a time they chose. */
    dueFor: (event: InboundEvent, text: string, key = `${event.at.surface}:due:1`): InboundEvent<Due> => {
      const { alsoKeys: _, ...rest } = event;
      return { ...rest, key, body: { type: 'due', text } };
    },
  };
}
