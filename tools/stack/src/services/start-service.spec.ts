import { describe, expect, it } from '@jest/globals';
import { listeningUrl } from './start-service.js';

describe('listeningUrl', () => {
  it('is the address in the line that says so', () => {
    expect(listeningUrl('{"level":"info","msg":"listening","url":"http://127.0.0.1:41234"}')).toBe('http://127.0.0.1:41234');
  });

  it.each(['listening', 'not "listening"', '{"msg":"ready","note":"listening"}', '{"msg":"listening"}', '{"msg":"listening","url":1}'])('is not in %p', (line) => {
    expect(listeningUrl(line)).toBeUndefined();
  });
});
