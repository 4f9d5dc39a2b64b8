export { digestToken, isToken, mintToken, tokenPattern } from './token.js';
export { containsSecret, redactSecrets } from './secrets.js';
export { isId, mintId } from './id.js';
