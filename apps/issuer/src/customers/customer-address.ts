import type { z } from 'zod';
import { idAddress } from '../tokens/id-address.js';

export const customerAddress = idAddress('customer');
export type CustomerAddress = z.infer<typeof customerAddress>;
