import { storiesOn } from './stories-on.js';
import { startWholeChain, tellWholeChain, wholeChain } from './whole-chain.js';

const story = storiesOn({ secure: true }, startWholeChain);

story(`over TLS, each service with its own rights alone: ${wholeChain}`, tellWholeChain);
