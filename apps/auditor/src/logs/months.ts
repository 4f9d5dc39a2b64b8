/** A calendar month in UTC, as `2026-03`; they sort as they come. */
export type Month = `${string}-${string}`;

export function monthOf(at: Date): Month {
  return at.toISOString().slice(0, 7) as Month;
}

/** So many months later, or earlier. */
export function monthAfter(month: Month, count: number): Month {
  const at = new Date(startOf(month));
  at.setUTCMonth(at.getUTCMonth() + count);
  return monthOf(at);
}

/** Its first moment; that of the next month is the first after it. */
export function startOf(month: Month): string {
  return `${month}-01T00:00:00.000Z`;
}
