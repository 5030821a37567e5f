import { memo, useMemo } from 'react';
import type { ReactElement } from 'react';
import { riskReason } from '../../../../shared/domain/approval-risk.ts';
import { useClock } from '../../clock.ts';
import { shortHash } from '../../format/hash.ts';
import { approvalLooks, reservedLook, tierWords } from '../../format/status.ts';
import { count } from '../../format/number.ts';
import { timeLeftRough } from '../../format/time.ts';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { refreshCard, useCard } from '../../stores/card.ts';
import { useInbox } from '../../stores/inbox.ts';
import { reservedByOther } from '../../stores/reservations.ts';
import { hrefOf } from '../../stores/route.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Status, TierMark } from '../../ui/Status.tsx';
import { HoldLeft, Left } from '../../ui/Time.tsx';
import { moveByItem } from '../inbox/moves.ts';
import { orderedIds } from '../inbox/rows.ts';
import type { InboxRow } from '../inbox/rows.ts';
import s from './Card.module.css';
import { CardActions } from './CardActions.tsx';
import { CardBody } from './CardBody.tsx';
import { ReservedNote } from './duty/Reserved.tsx';
import { CardRail } from './CardRail.tsx';
import { useShownCard } from './use-looked.ts';

// While a held key goes by, the card that stays is not worked out anew for each row.
const Body = memo(CardBody);
const Rail = memo(CardRail);
const Actions = memo(CardActions);

/** The open approval: what it is, what it changes, why it stopped, and what can be done about it. */
export function Card({ rows }: { readonly rows: readonly InboxRow[] }): ReactElement {
  const detail = useCard((state) => state.detail);
  const openId = useCard((state) => state.approvalId);
  const failure = useCard((state) => state.failure);
  return (
    <section className={`pane grow ${s['read']}`} aria-label="Approval" id="card" tabIndex={-1}>
      {failure !== null ? (
        <Failure error={failure} onRetry={() => void refreshCard()} />
      ) : openId === null ? (
        <NoCard hasRows={rows.length > 0} />
      ) : detail === null ? (
        <Empty kind="loading" title="Reading the card" />
      ) : (
        <OpenCard detail={detail} rows={rows} isTurning={detail.approvalId !== openId} />
      )}
    </section>
  );
}

/** Why there is no card: the same of the four reasons that the list gives. */
function NoCard({ hasRows }: { readonly hasRows: boolean }): ReactElement {
  const isLoading = useInbox((state) => state.isLoading);
  const text = useInbox((state) => state.text);
  if (hasRows)
    return (
      <Empty kind="nothing-yet" title="No item is open">
        Choose one on the left. J and K move, Enter opens.
      </Empty>
    );
  if (isLoading) return <Empty kind="loading" title="Reading the inbox" />;
  if (text !== '')
    return (
      <Empty kind="filtered-out" title="No item is open">
        The words searched for hide every item of this list.
      </Empty>
    );
  return (
    <Empty kind="nothing-yet" title="No item is open">
      This list is empty. An item is read here when there is one.
    </Empty>
  );
}

function OpenCard(props: {
  readonly detail: ApprovalDetail;
  readonly rows: readonly InboxRow[];
  readonly isTurning: boolean;
}): ReactElement {
  const { detail, rows, isTurning } = props;
  useShownCard(detail.approvalId, detail.envelopeHash, isTurning);
  return (
    <>
      <Strip detail={detail} rows={rows} />
      <ReservedNote detail={detail} />
      <div
        className={`scroll ${s['card']}`}
        key={detail.approvalId}
        aria-busy={isTurning}
        tabIndex={0}
        role="group"
        aria-label={detail.title}
      >
        <Body detail={detail} />
        <Rail detail={detail} />
      </div>
      <Actions detail={detail} />
    </>
  );
}

/** Tier, state, expiry and what it does, hash, and the place in the list. */
function Strip({
  detail,
  rows,
}: {
  readonly detail: ApprovalDetail;
  readonly rows: readonly InboxRow[];
}): ReactElement {
  const ids = useMemo(() => orderedIds(rows), [rows]);
  const at = ids.indexOf(detail.approvalId);
  const isOpen = detail.status === 'pending' || detail.status === 'partly-approved';
  const isReserved = useClock(({ nowMs }) => isOpen && reservedByOther(detail, nowMs) !== null);
  const why = useClock(({ nowMs }) => riskReason(detail, timeLeftRough(detail.expiresAtMs, nowMs), nowMs));
  return (
    <div className={`head ${s['strip']}`}>
      <span className="row nw">
        <TierMark tier={detail.tier} />
        <span className="b">{detail.tier}</span> <span className={`d ${s['opt']}`}>{tierWords[detail.tier]}</span>
      </span>
      <span className="sep" />
      <Status look={isReserved ? reservedLook : approvalLooks[detail.status]} />
      {isOpen ? (
        <>
          <span className="sep" />
          <span className="st wait nw">
            <Icon name="clock" className="tiny" />
            <span>
              <Left until={detail.expiresAtMs} /> left
            </span>
          </span>
          <span className={`d small cut ${s['opt']}`}>
            {at === 0 && why !== null ? `on top: ${why}` : 'then denied, shown as “nobody answered”'}
          </span>
        </>
      ) : detail.status === 'holding' && detail.holdUntilMs !== null ? (
        <span className="d small nw">
          leaves in <HoldLeft until={detail.holdUntilMs} windowMs={detail.holdMs} />
        </span>
      ) : null}
      <span className="grow" />
      <span className="mono d small nw" title={detail.envelopeHash}>
        {shortHash(detail.envelopeHash)}
      </span>
      <a className={`small nw ${s['opt']}`} href={hrefOf({ page: 'run', runId: detail.runId, tab: null })}>
        Run
      </a>
      {at === -1 ? null : (
        <span className="d small nw">
          {count(at + 1)} of {count(ids.length)}
        </span>
      )}
      <IconButton icon="down" label="Previous" isFlipped onPress={() => moveByItem(-1)} />
      <IconButton icon="down" label="Next" onPress={() => moveByItem(1)} />
    </div>
  );
}
