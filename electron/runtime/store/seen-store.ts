import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Db } from './open.ts';

/** That a person had an item before them, as it was then: what was shown, how long in all, and whether with its evidence. */
export interface SeenState {
  readonly approvalId: string;
  readonly personId: string;
  readonly envelopeHash: string;
  readonly version: number;
  readonly atMs: AtMs;
  /** Added to what is known of the same bytes. */
  readonly shownMs: Ms;
  readonly evidence: boolean;
}

export interface SeenStore {
  put(state: SeenState): void;
  /** How long this person has had exactly these bytes before them; 0 = never. */
  shownMs(item: { readonly approvalId: string; readonly envelopeHash: string }, personId: string): Ms;
}

export function createSeenStore(db: Db): SeenStore {
  const put = db.prepare(
    `INSERT INTO approval_seen (approval_id, person_id, envelope_hash, version, first_at_ms, last_at_ms, shown_ms, evidence)
     VALUES (@approvalId, @personId, @envelopeHash, @version, @atMs, @atMs, @shownMs, @evidence)
     ON CONFLICT (approval_id, person_id) DO UPDATE SET
       first_at_ms = iif(envelope_hash = excluded.envelope_hash, first_at_ms, excluded.first_at_ms),
       shown_ms = iif(envelope_hash = excluded.envelope_hash, shown_ms, 0) + excluded.shown_ms,
       evidence = iif(envelope_hash = excluded.envelope_hash, max(evidence, excluded.evidence), excluded.evidence),
       envelope_hash = excluded.envelope_hash, version = excluded.version, last_at_ms = excluded.last_at_ms`,
  );
  const shown = db
    .prepare('SELECT shown_ms FROM approval_seen WHERE approval_id = ? AND person_id = ? AND envelope_hash = ?')
    .pluck();
  return {
    put: (state) => void put.run({ ...state, evidence: state.evidence ? 1 : 0 }),
    shownMs: ({ approvalId, envelopeHash }, personId) =>
      (shown.get(approvalId, personId, envelopeHash) as number | undefined) ?? 0,
  };
}
