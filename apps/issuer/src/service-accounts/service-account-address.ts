import type { z } from 'zod';
import { idAddress } from '../tokens/id-address.js';

export const serviceAccountAddress = idAddress('service account');
export type ServiceAccountAddress = z.infer<typeof serviceAccountAddress>;
