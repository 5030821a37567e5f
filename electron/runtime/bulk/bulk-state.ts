import type { BulkJob } from '../../../shared/domain/bulk.ts';

/** A job as stored: who acts in it, and what every item's call is given besides its subject (JSON text). */
export interface BulkState extends BulkJob {
  readonly personId: string;
  readonly params: string;
}
