import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import type { LinkedAction } from '../../../../shared/domain/edit.ts';
import { effectLooks } from '../../format/status.ts';
import { counted } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { Shown } from '../../ui/Shown.tsx';
import { Ago } from '../../ui/Time.tsx';
import { Changes } from '../edit/EditOutcome.tsx';
import s from './Card.module.css';

/** What this action took the place of, what took its own, and what a person changed of what the agent had asked for. */
export function CardEdited({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const { edited, supersedes, supersededBy } = detail;
  if (edited === null && supersedes === null && supersededBy === null) return null;
  return (
    <section className={s['outcome']}>
      {supersededBy === null ? null : <Link word="In its place:" action={supersededBy} />}
      {supersedes === null ? null : (
        <Link word={edited === null ? 'Proposed anew for:' : 'In the place of:'} action={supersedes} />
      )}
      {edited === null ? null : (
        <>
          <p>
            <b className="b">
              <Shown text={edited.by} />
            </b>{' '}
            edited what the agent had asked for,{' '}
            <span className="d">
              <Ago at={edited.atMs} />
            </span>
            : “<Shown text={edited.reason} />
            ”. The agent is told both versions.
          </p>
          <Changes
            title={counted(edited.changes.length + edited.more, 'edit')}
            rows={edited.changes}
            from="the agent asked"
            to="edited"
          />
          {edited.more === 0 ? null : (
            <p className="d small">and {counted(edited.more, 'more edit')}, in the envelope</p>
          )}
        </>
      )}
    </section>
  );
}

function Link({ word, action }: { readonly word: string; readonly action: LinkedAction }): ReactElement {
  const { approvalId, title, status } = action;
  return (
    <p>
      {word}{' '}
      {approvalId === null ? (
        <Shown text={title} />
      ) : (
        <a href={hrefOf({ page: 'inbox', approvalId })}>
          <Shown text={title} />
        </a>
      )}{' '}
      <span className="d">{effectLooks[status].word}</span>
    </p>
  );
}
