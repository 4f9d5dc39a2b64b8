import type { Letter, Section } from '../wording/letter.js';
import type { Fact } from '../wording/facts.js';

const labelWidth = 18;

export function plainText({ title, sections }: Letter, footer: string): string {
  return [title, ...sections.map(sectionText), `-- \n${footer}`].join('\n\n') + '\n';
}

function sectionText({ heading, tokens, advice, call }: Section): string {
  const parts = [heading === null ? null : `${heading}\n${'='.repeat(heading.length)}`, ...tokens.map(tokenText), advice, call === null ? null : `    ${call}`];
  return parts.filter((part) => part !== null).join('\n\n');
}

function tokenText(facts: readonly Fact[]): string {
  return facts.map(({ label, value }) => `${`${label}:`.padEnd(labelWidth)}${value}`).join('\n');
}
