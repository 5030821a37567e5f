import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { hrefOf } from '../../stores/route.ts';

const words = {
  reserved: 'Granted without a person, by',
  used: 'Sent without a person, by',
  released: 'It was granted without a person, and taken back before it was sent. By',
  sampled: 'Sampled from',
  'over-cap': 'There was no room for it under',
} as const;

/** What others may be allowed to be like: what waits, or was approved and went well. */
const followed: ReadonlySet<ApprovalDetail['status']> = new Set(['pending', 'holding', 'executed']);

/** The standing grant that had to do with an item, or the way to one for items that one person decides. */
export function StandingGrant({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const { approvalId, standing, tier } = detail;
  const isModel = tier === 'gate' && followed.has(detail.status);
  if (standing === null && !isModel) return null;
  return (
    <section>
      <h3 className="label">Standing grant</h3>
      {standing === null ? null : (
        <p>
          {words[standing.status]}{' '}
          <a href={hrefOf({ page: 'grants', grantId: standing.grantId, draft: null })}>{standing.title}</a>, version{' '}
          {standing.version}.{standing.note === '' ? '' : ` ${standing.note}`}
          {standing.status === 'sampled' ? ' Whether you agree decides whether it goes on.' : ''}
        </p>
      )}
      {isModel ? (
        <p className="small">
          <a href={hrefOf({ page: 'grants', grantId: null, draft: { kind: 'approval', approvalId } })}>
            Draft a standing grant from decisions like this
          </a>
        </p>
      ) : null}
    </section>
  );
}
