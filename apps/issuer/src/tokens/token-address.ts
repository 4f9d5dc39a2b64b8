import type { z } from 'zod';
import { idAddress } from './id-address.js';

export const tokenAddress = idAddress('token');
export type TokenAddress = z.infer<typeof tokenAddress>;
