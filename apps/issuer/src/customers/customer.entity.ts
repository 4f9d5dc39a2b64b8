import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whose tokens they are. Exactly one, fixed at bootstrap, is the platform itself. */
@Entity({ name: 'customers' })
export class CustomerEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'boolean' })
  platform!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
