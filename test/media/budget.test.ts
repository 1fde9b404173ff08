import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/media/budget.ts';

const never = new AbortController().signal;

describe('the budget of bytes', () => {
  it('lets in as many as there is room for, in the order they came', async () => {
    const budget = createBudget(100);
    const order: string[] = [];
    const take = async (name: string, bytes: number) => {
      const giveBack = await budget.take(bytes, never);
      order.push(name);
      return giveBack;
    };
    const first = await take('first', 60);
    const large = take('large', 90);
    const small = take('small', 10);
    await Promise.resolve();
    expect(order).toEqual(['first']);
    first();
    const giveBack = await large;
    await small;
    expect(order).toEqual(['first', 'large', 'small']);
    giveBack();
    giveBack();
    await take('next', 90);
  });

  it('gives nobody more than half, and lets others overtake who waits for their own share', async () => {
    const budget = createBudget(100);
    const order: string[] = [];
    const take = async (who: string, bytes: number) => {
      const giveBack = await budget.take(bytes, never, [who]);
      order.push(who);
      return giveBack;
    };
    const giveBack = await take('Ann', 55);
    const more = take('Ann', 40);
    const others = take('Bob', 45);
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['Ann', 'Bob']);
    giveBack();
    await Promise.all([more, others]);
  });

  it('lets in alone what is more than there is', async () => {
    const budget = createBudget(100);
    const little = await budget.take(1, never);
    const much = budget.take(1000, never);
    const later = budget.take(1, never);
    little();
    (await much)();
    await later;
  });

  it('takes a part back, and never the same twice', async () => {
    const budget = createBudget(100);
    const giveBack = await budget.take(100, never);
    giveBack(30);
    giveBack(60);
    await budget.take(70, never);
    const over = new AbortController();
    const late = budget.take(1, over.signal);
    over.abort(new Error('over'));
    await expect(late).rejects.toThrow('over');
    giveBack();
    giveBack();
    await budget.take(30, never);
  });

  it('forgets who waits no longer, and lets in who stood behind', async () => {
    const budget = createBudget(100);
    await budget.take(50, never);
    const over = new AbortController();
    const large = budget.take(80, over.signal);
    const small = budget.take(50, never);
    over.abort(new Error('over'));
    await expect(large).rejects.toThrow('over');
    await small;
    await expect(budget.take(1, over.signal)).rejects.toThrow('over');
  });
});
