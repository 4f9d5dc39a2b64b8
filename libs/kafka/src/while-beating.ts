/** Runs `work` while telling the broker that this member lives: a handler may take longer than the session lasts. */
export async function whileBeating<T>(beat: () => Promise<void>, intervalMs: number, work: () => Promise<T>): Promise<T> {
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A failure, such as a rebalance under way, meets kafkajs's own next beat again, which acts on it.
    beating = beat().catch(() => undefined);
  }, intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await beating;
  }
}
