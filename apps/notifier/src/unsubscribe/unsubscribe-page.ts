import { escapeHtml } from '../channels/email/html.js';
import type { Mailing } from './unsubscribe.js';

/** For the page alone: it loads nothing, runs nothing, and tells no other site of its address, which is the proof. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** Asks first, since programs that look through mails follow links. */
export function questionPage(mailing: Mailing): string {
  return page('Get no more of these mails?', `${mailing.email} gets ${told(mailing)}.`, '<form method="post"><button>Get no more of them</button></form>');
}

export function donePage(mailing: Mailing): string {
  return page('You get no more of these mails', `${mailing.email} gets no more ${told(mailing)}. Whoever looks after the tokens can change that.`);
}

function told({ subscriptionName }: Mailing): string {
  return `mails about tokens by the subscription "${subscriptionName}"`;
}

function page(title: string, text: string, form = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${escapeHtml(text)}</p>${form}</body></html>\n`;
}
