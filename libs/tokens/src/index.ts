export { digestToken, isToken, mintToken, tokenPattern } from './token.js';
export { containsSecret, redactSecrets } from './secrets.js';
export { deriveId, isId, mintedAt, mintId } from './id.js';
export { readId, writeId } from './id-words.js';
