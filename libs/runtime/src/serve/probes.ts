/** Whether a route is asked by machines, all the time. */
export function isProbe(route: string | undefined): boolean {
  return route === '/metrics' || (route?.startsWith('/health/') ?? false);
}
