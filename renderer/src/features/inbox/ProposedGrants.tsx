import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import s from './Inbox.module.css';

/** Standing grants that were proposed wait for another person as actions do; they are decided on their own page. */
export function ProposedGrants(): ReactElement | null {
  const proposed = useWorkspace((state) => state.status?.badges.grants) ?? 0;
  if (proposed === 0) return null;
  return (
    <section className={s['atbudget']} aria-label="Proposed standing grants">
      <a href={hrefOf({ page: 'grants', grantId: null, draft: null })}>
        {counted(proposed, 'standing grant')} {proposed === 1 ? 'is' : 'are'} proposed: somebody else than who proposed{' '}
        {proposed === 1 ? 'it' : 'them'} decides
      </a>
    </section>
  );
}
