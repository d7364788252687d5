import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

// Baseline (b)'s tables, as TypeORM makes them from entities: the same figures as the gateway's.

@Entity('plain_person')
export class PersonEntity {
  @PrimaryColumn({ length: 40 }) psnNo!: string;
  @Column() name!: string;
  @Column() certNo!: string;
  @Column() insuAdmdvs!: string;
  @Column() insutype!: string;
  @Column() state!: string;
  @Column('bigint') balance!: string;
  @Column('bigint') frozen!: string;
}

@Entity('plain_relationship')
@Index(['donorPsnNo', 'benefPsnNo'])
export class RelationshipEntity {
  @PrimaryColumn({ length: 40 }) relationshipId!: string;
  @Column() state!: string;
  @Column({ length: 40 }) donorPsnNo!: string;
  @Column({ length: 40 }) benefPsnNo!: string;
  @Column('simple-json') donor!: object;
  @Column('simple-json') benef!: object;
  @Column() relType!: string;
  @Column() commitNo!: string;
  @Column({ type: 'datetime', precision: 3 }) commitTime!: Date;
  @Column({ type: 'datetime', precision: 3 }) estabTime!: Date;
}

@Entity('plain_mulaid_limit')
export class LimitEntity {
  @PrimaryColumn({ length: 40 }) limitId!: string;
  @Index() @Column({ length: 40 }) relationshipId!: string;
  @Column() state!: string;
  @Column('bigint') amount!: string;
  @Column('bigint') used!: string;
  @Column({ type: 'datetime', precision: 3 }) setTime!: Date;
}

@Entity('plain_inbox')
export class InboxEntity {
  @PrimaryColumn({ length: 70 }) msgid!: string;
  @Column() infno!: string;
  @Column({ length: 64 }) contentHash!: string;
  @Column() infcode!: string;
  @Column({ type: 'datetime', precision: 3 }) receivedAt!: Date;
}

@Entity('plain_trail')
export class TrailEntity {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id!: string;
  @Index() @Column({ length: 40 }) psnNo!: string;
  @Column() cause!: string;
  @Column() ref!: string;
  @Column('bigint') amount!: string;
  @Column('bigint') balance!: string;
  @Column('bigint') frozen!: string;
  @Column({ type: 'datetime', precision: 3 }) at!: Date;
}

export const ENTITIES = [PersonEntity, RelationshipEntity, LimitEntity, InboxEntity, TrailEntity];
