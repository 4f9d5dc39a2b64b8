import { expect, it } from '@jest/globals';
import { report } from './report.js';

it('is a table with a line for each fault', () => {
  const times = { noWriteMs: 480, noAnswerMs: 90, failed: 12, oldestStateMs: 1_900, auditBehindMs: 12_340, noticeLateMs: 700, readyAfterMs: 60_000 };
  expect(report([{ name: 'broker-1 kill', seconds: 8, ...times }, { name: 'postgres cut', seconds: 12, ...times }])).toBe(
    [
      '| part and fault |  for | no write | no answer | failed | oldest state | audit behind | notice late | ready after |',
      '|----------------|-----:|---------:|----------:|-------:|-------------:|-------------:|------------:|------------:|',
      '| broker-1 kill  |  8 s |    0.5 s |     0.1 s |     12 |        1.9 s |       12.3 s |       0.7 s |      60.0 s |',
      '| postgres cut   | 12 s |    0.5 s |     0.1 s |     12 |        1.9 s |       12.3 s |       0.7 s |      60.0 s |',
    ].join('\n'),
  );
});
