import { useEffect, type ReactElement } from 'react';
import type { ListedGrant } from '../../../../shared/domain/grant-backtest.ts';
import { usedOfGrant } from '../../../../shared/domain/grant-words.ts';
import { count } from '../../format/number.ts';
import { openGrants, useGrants } from '../../stores/grants.ts';
import { go, hrefOf, type GrantDraftPlace } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import pick from '../../ui/Pick.module.css';
import s from '../schedules/Schedules.module.css';
import { GrantDetail } from './GrantDetail.tsx';
import { GrantDraft } from './GrantDraft.tsx';

/** What people allowed beforehand: each standing grant with what it let through. */
export function GrantsPage(props: {
  readonly grantId: string | null;
  readonly draft: GrantDraftPlace | null;
}): ReactElement {
  const { grantId, draft } = props;
  const { grants, open, failure } = useGrants();
  useEffect(() => openGrants(grantId), [grantId]);
  const shown = grantId ?? grants?.[0]?.grantId;
  return (
    <>
      <div className="head">
        <h1>Standing grants</h1>
        <span className="d">{grants === null ? '' : count(grants.length)}</span>
        <span className="grow" />
        <Button isSmall icon="plus" onPress={() => go({ page: 'grants', grantId: null, draft: { kind: 'new' } })}>
          New draft
        </Button>
      </div>
      {failure !== null ? (
        <Failure error={failure} />
      ) : grants === null ? (
        <Empty kind="loading" title="Reading standing grants" />
      ) : (
        <div className={`panes ${s['panes']}`}>
          <nav className={`pane scroll ${s['list']}`} aria-label="Standing grants of this workspace">
            {grants.map((grant) => (
              <Item key={grant.grantId} grant={grant} isOpen={draft === null && grant.grantId === shown} />
            ))}
          </nav>
          <section className="pane grow" aria-label={draft === null ? 'Standing grant' : 'Draft'}>
            {draft !== null ? (
              <GrantDraft key={JSON.stringify(draft)} from={draft} />
            ) : open !== null && open.grant.grantId === shown ? (
              <GrantDetail key={shown} open={open} />
            ) : grants.length === 0 ? (
              <Empty kind="nothing-yet" icon="check" title="Nothing is allowed beforehand">
                Where people approve the same again and again, a standing grant lets such actions through: narrow, under
                caps, for a time, and agreed to by two people. Draft one from a card, or here.
              </Empty>
            ) : (
              <Empty kind="loading" title="Reading the standing grant" />
            )}
          </section>
        </div>
      )}
    </>
  );
}

function Item({ grant, isOpen }: { readonly grant: ListedGrant; readonly isOpen: boolean }): ReactElement {
  const { grantId, version, status, terms, used } = grant;
  return (
    <a
      className={`${pick['item']} ${s['item']}`}
      href={hrefOf({ page: 'grants', grantId, draft: null })}
      aria-current={isOpen ? 'page' : undefined}
    >
      <span className="b cut">{terms.title}</span>
      <span className="d small">{status}</span>
      <span className="d small cut">
        {terms.agentId}, {terms.toolId}
      </span>
      <span className="d small tabular">
        {usedOfGrant(terms, used)}
        <span className="sr"> used, version {version}</span>
      </span>
    </a>
  );
}
