import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../tree/hashes.js';
import { openCheckpoint, signCheckpoint } from './checkpoint.js';
import { openNote, signNote } from './note.js';
import { generateSignerKey, readSigner, readVerifier } from './note-keys.js';

describe('a signed note', () => {
  it('is opened as C2SP signed-note shows it', () => {
    const key = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
    const text = 'This is an example message.\n';
    const note = `${text}\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n`;
    expect(openNote(note, [readVerifier(key)])).toBe(text);
    expect(readVerifier(key).encoded).toBe(key);
  });

  it('is signed as the documentation of Go’s note shows it', () => {
    const text = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n';
    const signer = readSigner('PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz');
    expect(signNote(text, signer)).toBe(
      `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`,
    );
    expect(signer.verifier.encoded).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  });
});

describe('a checkpoint', () => {
  const [key, other] = [readSigner(generateSignerKey('latchkey.test/logs')), readSigner(generateSignerKey('latchkey.test/logs'))];
  const head = { origin: 'latchkey.test/logs/token-events/0', size: 42, root: sha256(Buffer.from('root')) };
  const note = signCheckpoint(head, key);

  it('says what was signed', () => {
    expect(openCheckpoint(note, [other.verifier, key.verifier])).toEqual(head);
    expect(note.split('\n').slice(0, 4)).toEqual(['latchkey.test/logs/token-events/0', '42', head.root.toString('base64'), '']);
  });

  it('may have signatures of others beside', () => {
    const witnessed = note + (signCheckpoint(head, other).split('\n\n')[1] ?? '');
    expect(openCheckpoint(witnessed, [key.verifier])).toEqual(head);
    expect(openCheckpoint(witnessed, [key.verifier, other.verifier])).toEqual(head);
  });

  it.each<[string, string]>([
    ['another size', note.replace('\n42\n', '\n43\n')],
    ['another origin', note.replace('token-events/0', 'token-events/1')],
    ['the signature of another', signCheckpoint(head, other)],
    ['a line that is no signature', `${note}x\n`],
    ['no signature', note.split('\n\n')[0] ?? ''],
    ['no newline at its end', note.trimEnd()],
    ['a signature of a known key that is wrong beside one that is right', note + (signCheckpoint({ ...head, size: 1 }, key).split('\n\n')[1] ?? '')],
    ['a size with a leading zero', signNote(`o\n042\n${head.root.toString('base64')}\n`, key)],
    ['a root that is no SHA-256', signNote('o\n42\nAAAA\n', key)],
    ['nothing', ''],
  ])('is not believed with %s', (_, forged) => {
    expect(openCheckpoint(forged, [key.verifier])).toBeUndefined();
  });
});

describe('a key', () => {
  const key = generateSignerKey('latchkey.test/logs');
  const { verifier } = readSigner(key);

  it.each([
    ['of another name', key.replace('latchkey.test', 'latchkey.example')],
    ['of another id', key.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['cut short', key.slice(0, -8)],
    ['of another algorithm', key.replace(/(\+[0-9a-f]{8}\+)A/, '$1B')],
    ['that only verifies', verifier.encoded],
    ['that is none', 'junk'],
  ])('%s signs nothing', (_, wrong) => {
    expect(() => readSigner(wrong)).toThrow(TypeError);
  });

  it('that signs is no key to be listed', () => {
    expect(() => readVerifier(key)).toThrow(TypeError);
    expect(() => readVerifier(verifier.encoded.replace('latchkey', 'lockkey'))).toThrow(TypeError);
  });

  it.each(['', 'a b', 'a+b', 'a\nb'])('is not called %j', (name) => {
    expect(() => generateSignerKey(name)).toThrow(TypeError);
  });
});
