/** What a server answers well at the same time, and far fewer files than a process may have open. */
const most = 8;

/**
 * Does the same for each of many, a few at a time, and answers the results in their order. The first failure is thrown
 * once those under way have ended, and no other is begun.
 */
export async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let failure: { readonly error: unknown } | undefined;
  const workOn = async () => {
    for (const [index, item] of waiting) {
      if (failure !== undefined) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: most }, workOn));
  if (failure !== undefined) throw failure.error;
  return results;
}
