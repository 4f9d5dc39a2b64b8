import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { types } from '../../test/channels/messages.js';
import { errorClasses } from './outcome.js';

const guide = readFileSync(new URL('../../../../docs/guides/notifications.md', import.meta.url), 'utf8');
const firstColumn = (heading: string): string[] => {
  const [, section = ''] = guide.split(`## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name ?? '');
};

it('docs/guides/notifications.md explains every error class, and no other', () => {
  expect(firstColumn('What can go wrong')).toEqual([...errorClasses]);
});

it('docs/guides/notifications.md tells every type of notice, and no other', () => {
  expect(firstColumn('What is told').sort()).toEqual([...types].sort());
});
