const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `2026-04-15 09:30 UTC` */
export function utc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `in 7 days`, `5 hours ago`. A notice is sent a little after it falls due, which is not to make six days of seven. */
export function fromNow(instant: string, now: Date): string {
  const ms = Date.parse(instant) - now.getTime();
  for (const [unit, size] of units) {
    if (Math.abs(ms) >= 0.97 * size) return words.format(Math.round(ms / size), unit);
  }
  return 'now';
}

export function moment(instant: string, now: Date): string {
  return `${utc(instant)} (${fromNow(instant, now)})`;
}
