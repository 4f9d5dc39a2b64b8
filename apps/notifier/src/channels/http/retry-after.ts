const longestMs = 24 * 60 * 60 * 1000;
/** IMF-fixdate and the two obsolete forms. */
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]{10,40}$/;

/** Retry-After (RFC 9110, section 10.2.3) in milliseconds from now, a day at most: seconds or an HTTP date. Undefined where it is neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,10}$/.test(text) ? Number(text) * 1000 : httpDate.test(text) ? parseDate(text) - now.getTime() : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs);
}

/** The obsolete form of asctime names no zone, and means GMT. */
function parseDate(text: string): number {
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
}
