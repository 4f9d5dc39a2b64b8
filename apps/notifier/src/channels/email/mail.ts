import type { SendMailOptions } from 'nodemailer';
import type { Message } from '../message.js';
import { letterOf } from '../wording/letter.js';
import type { LetterOptions } from '../wording/letter.js';
import { escapeHtml, htmlOf } from './html.js';
import type { Mailbox } from './mail-from.js';
import { plainText } from './plain-text.js';

export interface Parties {
  readonly from: Mailbox;
  readonly to: string;
  readonly unsubscribe?: string;
}

/**
 * The mail of a message, in text and HTML. Message-ID and Date are the same over all attempts. Auto-Submitted (RFC 3834) keeps answering machines quiet;
 * List-Unsubscribe (RFC 2369) is for one click (RFC 8058).
 */
export function mailOf(message: Message, { from, to, unsubscribe }: Parties, options: LetterOptions): SendMailOptions {
  const letter = letterOf(message, options);
  const footer = 'You get this mail from Latchkey because this address is subscribed to notices about tokens.';
  return {
    from: { ...from },
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject: letter.title,
    messageId: `<${message.id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    date: new Date(message.time),
    headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(unsubscribe) },
    text: plainText(letter, unsubscribe === undefined ? footer : `${footer}\nTo get no more of them: ${unsubscribe}`),
    html: htmlOf(letter, unsubscribe === undefined ? footer : `${footer} <a href="${escapeHtml(unsubscribe)}">Get no more of them</a>`),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function unsubscribeHeaders(address: string | undefined): Record<string, { readonly prepared: true; readonly value: string } | string> {
  if (address === undefined) return {};
  // A long address must stay on one line: a fold within it would break it.
  return { 'List-Unsubscribe': { prepared: true, value: `<${address}>` }, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
