import { cut } from '../wording/cut.js';
import type { Fact } from '../wording/facts.js';
import type { Letter, Section } from '../wording/letter.js';

const longestHeader = 150;
const longestSection = 3000;
/** Of a digest; further ones are counted only. Slack takes 50 blocks. */
const mostTokens = 30;

type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true } };

export interface SlackMessage {
  /** What notifications show. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** A letter as Block Kit, with no more in it than Slack takes. */
export function slackMessage({ title, sections }: Letter): SlackMessage {
  let left = mostTokens;
  const blocks = sections.flatMap((section) => {
    const shown = section.tokens.slice(0, left);
    left -= shown.length;
    return sectionBlocks({ ...section, tokens: shown }, section.tokens.length - shown.length);
  });
  const header = { type: 'plain_text', text: cut(title, longestHeader), emoji: false } as const;
  return { text: escapeMrkdwn(title), blocks: [{ type: 'header', text: header }, ...blocks] };
}

function sectionBlocks({ heading, tokens, advice, call }: Section, unshown: number): Block[] {
  const lines = [
    ...(heading === null ? [] : [`*${escapeMrkdwn(heading)}*`]),
    ...tokens.flatMap((facts) => (heading === null ? facts.map(factLine) : [`• ${facts.map(factLine).join(' · ')}`])),
    ...(unshown > 0 ? [`_and ${unshown} more_`] : []),
  ];
  const end = escapeMrkdwn(advice) + (call === null ? '' : `\n\`\`\`${escapeMrkdwn(call)}\`\`\``);
  return [...fill(lines), end].map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }));
}

/** Lines in as few texts as Slack's limit allows. */
function fill(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines.map(cutLine)) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= longestSection) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}

/** Not within an escaped character. */
function cutLine(line: string): string {
  return cut(line, longestSection).replace(/&[a-z]*…$/, '…');
}

function factLine({ label, value }: Fact): string {
  return `*${label}:* ${escapeMrkdwn(value)}`;
}

/** Slack's three control characters. With `verbatim`, nothing else makes a link or calls anybody. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
