const forbidden = new Set<unknown>(['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED']);

/** Whether a broker refused what the user who logged in may not do. */
export function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return forbidden.has((error as { type?: unknown }).type) || isForbidden(error.cause);
}
