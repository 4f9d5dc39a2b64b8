import { expect, it } from '@jest/globals';
import { fail, ok, skipped, warn } from './finding.js';
import { renderFindings } from './render-findings.js';

it('says of each finding how bad it is, and of bad ones what to do and where more is written', () => {
  const findings = [ok('answers'), fail('nobody sends it', 'Start the issuer.', 'outbox-waits'), warn('has one replica', 'Add some.'), skipped('not asked')];
  expect(renderFindings(findings.map((verdict, n) => ({ check: `check ${n}`, ...verdict })))).toBe(
    [
      'ok       check 0: answers',
      'fail     check 1: nobody sends it',
      '         → Start the issuer.',
      '           docs/runbooks/outbox-waits.md',
      'warn     check 2: has one replica',
      '         → Add some.',
      'skipped  check 3: not asked',
      '',
      '1 ok, 1 warn, 1 fail, 1 skipped',
      '',
    ].join('\n'),
  );
});
