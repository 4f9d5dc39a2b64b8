import type { TokenStatus } from '@latchkey/access';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A token as the issuer keeps it. Rights stand here as they were resolved when they were given; in their lists `null` means all and `[]` none.
 * Whoever changes a row locks it, adds one to `sequence`, and appends its state to the outbox in the same transaction.
 */
@Entity({ name: 'tokens' })
export class TokenEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  /** SHA-256 of the secret, in hex: all that is kept of it. */
  @Column({ type: 'text' })
  digest!: string;

  @Column({ name: 'customer_id', type: 'text' })
  customerId!: string;

  /** The customer's, which never changes: a foreign key holds the two together. */
  @Column({ type: 'boolean' })
  platform!: boolean;

  @Column({ name: 'service_account_id', type: 'text' })
  serviceAccountId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', array: true })
  roles!: string[];

  @Column({ type: 'text' })
  scope!: string;

  /** As asked for: without a permission that concerns workspaces the limit stays, though `workspaces` is `null`. */
  @Column({ name: 'limit_workspaces', type: 'boolean' })
  limitWorkspaces!: boolean;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ type: 'text', array: true, nullable: true })
  services!: string[] | null;

  @Column({ type: 'text', array: true, nullable: true })
  workspaces!: string[] | null;

  @Column({ name: 'allowed_cidrs', type: 'text', array: true, nullable: true })
  allowedCidrs!: string[] | null;

  @Column({ name: 'not_before', type: 'timestamptz', nullable: true })
  notBefore!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  /** `null` leaves the choice to the notifier. */
  @Column({ name: 'notify_days', type: 'int', array: true, nullable: true })
  notifyDays!: number[] | null;

  @Column({ type: 'jsonb' })
  labels!: Record<string, string>;

  @Column({ type: 'text' })
  status!: TokenStatus;

  @Column({ type: 'int' })
  sequence!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** The service account or the person that made it; `null` for bootstrap, and for a person once its customer was erased. */
  @Column({ name: 'creator_id', type: 'text', nullable: true })
  creatorId!: string | null;

  /** The token that made it, with which it is revoked; `null` where a person or bootstrap did. */
  @Column({ name: 'parent_id', type: 'text', nullable: true })
  parentId!: string | null;

  /** The first of the tokens that replaced one another. */
  @Column({ name: 'family_id', type: 'text' })
  familyId!: string;

  @Column({ name: 'predecessor_id', type: 'text', nullable: true })
  predecessorId!: string | null;

  @Column({ name: 'successor_id', type: 'text', nullable: true })
  successorId!: string | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'last_used_ip', type: 'text', nullable: true })
  lastUsedIp!: string | null;

  @Column({ name: 'last_used_user_agent', type: 'text', nullable: true })
  lastUsedUserAgent!: string | null;

  /** When readers were told to forget it. */
  @Column({ name: 'tombstoned_at', type: 'timestamptz', nullable: true })
  tombstonedAt!: Date | null;
}
