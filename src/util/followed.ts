/** Does work, and yields what it tells meanwhile: the latest, where several came at once. Returns its result. */
export async function* followed<Told, Result>(
  work: (tell: (told: Told) => void) => Promise<Result>,
): AsyncGenerator<Told, Result> {
  let news: Told[] = [];
  let wake = Promise.withResolvers<void>();
  const done = work((told) => {
    news = [told];
    wake.resolve();
  });
  const over = done.then(
    () => true,
    () => true,
  );
  for (;;) {
    if (await Promise.race([over, wake.promise.then(() => false)])) return await done;
    const told = news;
    wake = Promise.withResolvers();
    news = [];
    yield* told;
  }
}
