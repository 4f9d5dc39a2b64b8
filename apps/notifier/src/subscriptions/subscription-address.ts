import { idAddress } from '../customers/id-address.js';

export const subscriptionAddress = idAddress('subscription');
