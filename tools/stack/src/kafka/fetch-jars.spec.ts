import { describe, expect, it } from '@jest/globals';
import { megabytesOfJar } from './fetch-jars.js';
import { kafkaImage, kafkaVersion, kafkaVersionIn } from './kafka-version.js';

describe('megabytesOfJar', () => {
  const base = 'https://repo.maven.apache.org/maven2/org/scala-lang/scala-library/2.13.16/scala-library-2.13.16';

  it.each([
    [`[INFO] Downloaded from central: ${base}.jar (5.9 MB at 8.1 MB/s)`, 5.9],
    [`Downloaded from mirror: ${base}.jar (90 kB at 1.2 MB/s)`, 0.09],
    [`[INFO] Downloaded from central: ${base}.pom (1.6 kB at 20 kB/s)`, undefined],
    [`[INFO] Downloading from central: ${base}.jar`, undefined],
    ['[INFO] BUILD SUCCESS', undefined],
  ])('reads %p', (line, megabytes) => expect(megabytesOfJar(line)).toBe(megabytes));
});

describe('the version of Kafka', () => {
  it('stands in the pom alone', () => {
    expect(kafkaVersion).toMatch(/^4\.\d+\.\d+$/);
    expect(kafkaImage).toBe(`apache/kafka:${kafkaVersion}`);
  });

  it('cannot be missing there', () => expect(() => kafkaVersionIn('<project/>')).toThrow('names no version'));
});
