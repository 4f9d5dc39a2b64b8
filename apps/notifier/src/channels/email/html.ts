import type { Fact } from '../wording/facts.js';
import type { Letter, Section } from '../wording/letter.js';

/** A page without pictures, scripts or addresses other than those of the footer. */
export function htmlOf({ title, sections }: Letter, footerHtml: string): string {
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    '<body style="font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 44em; margin: 0 auto; padding: 1em">',
    `<h1 style="font-size: 1.3em">${escapeHtml(title)}</h1>`,
    ...sections.map(sectionHtml),
    `<hr style="border: 0; border-top: 1px solid #ccc"><p style="color: #666; font-size: 0.9em">${footerHtml}</p>`,
    '</body></html>',
  ].join('\n');
}

function sectionHtml({ heading, tokens, advice, call }: Section): string {
  return [
    ...(heading === null ? [] : [`<h2 style="font-size: 1.1em">${escapeHtml(heading)}</h2>`]),
    ...tokens.map(tokenHtml),
    `<p>${escapeHtml(advice)}</p>`,
    ...(call === null ? [] : [`<pre style="white-space: pre-wrap; background: #f4f4f4; padding: 0.7em">${escapeHtml(call)}</pre>`]),
  ].join('\n');
}

function tokenHtml(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="text-align: left; vertical-align: top; padding-right: 1em; font-weight: normal; color: #666">${escapeHtml(label)}</th><td><bdi>${escapeHtml(value)}</bdi></td></tr>`,
  );
  return `<table style="margin: 0 0 1em; border-collapse: collapse">${rows.join('')}</table>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
