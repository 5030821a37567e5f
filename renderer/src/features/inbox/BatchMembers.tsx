import type { ReactElement } from 'react';
import type { BatchPreview } from '../../../../shared/domain/batch.ts';
import { shortHash } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { readMoreMembers, useBatch } from '../../stores/batch.ts';
import { Left } from '../../ui/Time.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { memberTitle } from './rows.ts';

const rowPx = 28;

/** Every member of a set, however many; only those in sight are drawn, and more are read as they come near. */
export function BatchMembers({ preview }: { readonly preview: BatchPreview }): ReactElement {
  const members = useBatch((state) => state.members);
  return (
    <section>
      <h3 className="label">
        In this set <span>{count(preview.count)}</span>
      </h3>
      <div style={{ height: Math.min(300, Math.max(rowPx, preview.count * rowPx)), display: 'flex' }}>
        <VirtualRows
          count={members.length}
          rowHeight={() => rowPx}
          rowKey={(index) => members[index]?.approvalId ?? ''}
          className="grow"
          onNearEnd={() => void readMoreMembers()}
          host={{ role: 'list', 'aria-label': 'In this set', tabIndex: 0 }}
          row={(index) => {
            const member = members[index];
            if (member === undefined) return null;
            return (
              <div
                role="listitem"
                className="row small"
                style={{ height: rowPx, borderBottom: '1px solid var(--line)', gap: 12 }}
              >
                <span className="cut grow" title={member.title}>
                  {memberTitle(member.title)}
                </span>
                <span className="d nw" style={{ width: 90 }}>
                  <Left until={member.expiresAtMs} isRough />
                </span>
                <span className="mono d">{shortHash(member.envelopeHash)}</span>
              </div>
            );
          }}
        />
      </div>
    </section>
  );
}
