import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findJava, parseJavaVersion } from './java.js';

const folder = mkdtempSync(join(tmpdir(), 'java-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fakeJava(name: string, version: string): string {
  const bin = join(folder, name, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'java'), `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
  chmodSync(join(bin, 'java'), 0o755);
  return bin;
}

describe('parseJavaVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment (build 17.0.15+6)', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "24-ea" 2025-03-18', 24],
    ['openjdk version "21" 2023-09-19 LTS', 21],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "11.0.2" 2019-01-15', 11],
  ])('reads %p', (output, major) => expect(parseJavaVersion(output)).toBe(major));

  it('knows what is no version', () => expect(parseJavaVersion('The operation couldn’t be completed. Unable to locate a Java Runtime.')).toBeUndefined());
});

describe('findJava', () => {
  const home = join(fakeJava('home', '21.0.1'), '..');
  const onPath = fakeJava('path', '17.0.1');

  it('takes the Java of JAVA_HOME first', () => {
    expect(findJava({ JAVA_HOME: home, PATH: onPath })).toEqual({ command: join(home, 'bin', 'java'), major: 21 });
  });

  it('takes the one of the PATH where JAVA_HOME is unset, or holds none', () => {
    expect(findJava({ PATH: onPath })).toEqual({ command: 'java', major: 17 });
    expect(findJava({ JAVA_HOME: folder, PATH: onPath })).toEqual({ command: 'java', major: 17 });
  });

  it('finds none where there is none', () => expect(findJava({ PATH: folder })).toBeUndefined());
});
