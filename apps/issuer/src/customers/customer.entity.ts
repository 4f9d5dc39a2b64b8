import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Policy } from '../policy/policy.js';

/** Whose tokens they are. Exactly one, fixed at bootstrap, is the platform itself. */
@Entity({ name: 'customers' })
export class CustomerEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'boolean' })
  platform!: boolean;

  @Column({ type: 'jsonb' })
  policy!: Policy;

  /** Since when it gets no more tokens. */
  @Column({ name: 'offboarded_at', type: 'timestamptz', nullable: true })
  offboardedAt!: Date | null;

  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
