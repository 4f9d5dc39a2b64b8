import { generateSignerKey, keyName, readSigner } from './checkpoints/note-keys.js';

const [name, ...more] = process.argv.slice(2);
if (name === undefined || more.length > 0 || !keyName.test(name)) {
  process.stderr.write('usage: generate-key <name, as auditor.example.com/logs>\n');
  process.exit(64);
}
const key = generateSignerKey(name);
// The secret alone on stdout, so that it can go to where it is kept without being seen.
process.stdout.write(`${key}\n`);
process.stderr.write(`verifier key: ${readSigner(key).verifier.encoded}\n`);
