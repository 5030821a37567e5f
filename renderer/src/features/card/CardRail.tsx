import type { ReactElement } from 'react';
import type { ApprovalDetail, Decision } from '../../../../shared/domain/approval.ts';
import { approversWords } from '../../../../shared/domain/duty.ts';
import { riskWords } from '../../../../shared/domain/approval-risk.ts';
import { holdWords, wholeTime } from '../../format/time.ts';
import { groupedHash, shortHash, shortId } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { useCard } from '../../stores/card.ts';
import { useActingPerson } from '../../stores/person.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { whyNotApprove } from './may-approve.ts';
import { hrefOf } from '../../stores/route.ts';
import { moneyWords } from '../../../../shared/domain/money.ts';
import { stepWords } from '../../../../shared/domain/step-place.ts';
import { StandingGrant } from './StandingGrant.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { PrintedName } from '../../ui/PrintedName.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Card.module.css';
import { DutyFacts } from './duty/DutyFacts.tsx';
import { Cost } from './Cost.tsx';
import { SimilarDecisions } from './SimilarDecisions.tsx';

/** Why it stopped, how far it reaches, who acts, who decided, and the hash. */
export function CardRail({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const waits = detail.status === 'pending' || detail.status === 'partly-approved';
  // Of what waits the reasons come first; of what does not, who decided.
  return (
    <aside className={s['rail']} aria-label="About this action">
      {waits ? null : <Decisions detail={detail} />}
      <Why detail={detail} />
      <StandingGrant detail={detail} />
      <Blast detail={detail} />
      <Who detail={detail} />
      <YourPlace detail={detail} />
      <DutyFacts detail={detail} />
      {waits ? <Decisions detail={detail} /> : null}
      <SimilarDecisions detail={detail} />
      <Cost detail={detail} />
      <Hash detail={detail} />
    </aside>
  );
}

function Why({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const { why } = detail;
  return (
    <section>
      <h3 className="label">Why it stopped</h3>
      <p>{why.sentence}</p>
      <p className="d small" style={{ marginTop: 2 }}>
        <a href={hrefOf({ page: 'settings', section: 'policy' })}>
          {why.policyId} v{why.policyVersion}
        </a>
        , rule <span className="mono">{why.ruleId}</span>
      </p>
      {why.inForce === null ? null : (
        <p className="bad" role="status">
          Policy {why.inForce.id} v{why.inForce.version} is in force now. Approved, this will be found stale and will
          not run: reject it, so that its agent can ask again.
        </p>
      )}
      <ul className={s['factors']}>
        <li>
          <span>class</span>
          <span>{detail.effectClass}</span>
        </li>
        {detail.riskFactors.length === 0 ? null : (
          <li>
            <span>weighs</span>
            <span>{detail.riskFactors.map((factor) => riskWords[factor]).join(', ')}</span>
          </li>
        )}
        {why.matched.map((fact) => (
          <li key={fact}>
            <span>fact</span>
            <span>{fact}</span>
          </li>
        ))}
        <li>
          <span>tier</span>
          <span className="b">{detail.tier}</span>
        </li>
      </ul>
      {why.automaticIf === '' ? null : (
        <p className="d small" style={{ marginTop: 6 }}>
          Automatic if: {why.automaticIf}
        </p>
      )}
    </section>
  );
}

function Blast({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const { blast, status } = detail;
  const isYetToRun = status === 'pending' || status === 'partly-approved' || status === 'holding';
  return (
    <section>
      <h3 className="label">Blast radius</h3>
      <dl className="facts">
        <dt>System</dt>
        <dd>{blast.systems.join(', ') || 'none'}</dd>
        <dt>Records</dt>
        <dd>{count(blast.records)}</dd>
        <dt>People</dt>
        <dd>
          {blast.people === 0
            ? 'nobody is contacted'
            : `${count(blast.people)}${blast.external ? ', contacted' : ', not contacted'}`}
        </dd>
        {detail.money === null ? null : (
          <>
            <dt>Money</dt>
            <dd className="b">{moneyWords(detail.money)}</dd>
          </>
        )}
        <dt>Leaves</dt>
        <dd>{blast.external ? 'this machine' : 'nothing leaves this machine'}</dd>
        <dt>Undo</dt>
        <dd>
          {detail.canCompensate ? (
            <span className="st ok">
              <Mark name="compensated" />
              its tool can undo it
            </span>
          ) : detail.holdMs === 0 ? (
            'cannot be undone'
          ) : (
            `not after the hold of ${holdWords(detail.holdMs)}`
          )}
        </dd>
        {isYetToRun ? (
          <>
            <dt>Runs</dt>
            <dd>
              {detail.holdMs === 0 ? 'at once when it is approved' : `${holdWords(detail.holdMs)} after it is approved`}
            </dd>
          </>
        ) : null}
        <dt>Write</dt>
        <dd>{blast.conditionalWrite ? 'only if unchanged since read' : 'not conditional'}</dd>
      </dl>
    </section>
  );
}

function Who({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const { who } = detail;
  return (
    <section>
      <h3 className="label">Who acts</h3>
      <dl className="facts">
        <dt>Agent</dt>
        <dd>{who.agentTitle}</dd>
        <dt>Release</dt>
        <dd className="mono" title={who.releaseHash}>
          {shortHash(who.releaseHash)}
        </dd>
        <dt>Added by</dt>
        <dd>{who.releaseBy === null ? 'it came with Lanekeeper' : <PrintedName personId={who.releaseBy} />}</dd>
        <dt>Model</dt>
        <dd>{who.modelName}</dd>
        <dt>Run</dt>
        <dd>
          <a className="mono" href={hrefOf({ page: 'run', runId: detail.runId, tab: null })}>
            {shortId(detail.runId)}
          </a>
          , {stepWords(who.step)}
        </dd>
        <dt>Started by</dt>
        <dd>
          <PrintedName personId={who.startedBy} />
        </dd>
        {who.askedBy === null ? null : (
          <>
            <dt>Asked for by</dt>
            <dd>
              <PrintedName personId={who.askedBy} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function YourPlace({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const person = useActingPerson();
  const people = useWorkspace(({ status }) => status?.people) ?? [];
  if (detail.status !== 'pending' && detail.status !== 'partly-approved') return null;
  return (
    <section>
      <h3 className="label">
        Who decides <span>{approversWords(detail.approvers)}</span>
      </h3>
      <p className="small q">
        {person === null
          ? 'Nobody is chosen in this window.'
          : (whyNotApprove(detail, person, people) ??
            (isOwn(detail, person.personId)
              ? 'You started this run or asked for this. You may decide, and it is recorded as self-initiated.'
              : `You may decide, as ${person.role}.`))}
      </p>
      <p className="small d">
        Unanswered until {wholeTime(detail.expiresAtMs)} it is denied, and shown as nobody’s refusal.
      </p>
    </section>
  );
}

function isOwn({ who }: ApprovalDetail, personId: string): boolean {
  return who.startedBy === personId || who.askedBy === personId;
}

const decisionWords: Readonly<Record<Decision['decision'], string>> = {
  approve: 'approved',
  reject: 'rejected',
  undo: 'took it back',
  respond: 'answered the agent instead',
  expire: 'Nobody answered; it was denied',
  withdraw: 'withdrew',
  edit: 'edited it',
  supersede: 'saw it proposed anew',
};

function Decisions({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  if (detail.decisions.length === 0) return null;
  return (
    <section>
      <h3 className="label">Decisions</h3>
      <ul className={s['decisions']}>
        {detail.decisions.map((decision) => (
          <li key={decision.decisionId}>
            {decision.decision === 'expire' ? null : <b className="b">{decision.printedName} </b>}
            {decisionWords[decision.decision]}
            {decision.onBehalfOf === null ? '' : ` for ${decision.onBehalfOf.printedName}`},{' '}
            <span className="d">
              <Ago at={decision.atMs} />
            </span>
            <br />
            {isByNobody(decision) ? null : (
              <span className="d">
                {decision.role}, {decision.auth}
                {decision.selfInitiated ? ', self-initiated' : ''}
              </span>
            )}
            {decision.reason === '' || decision.decision === 'expire' ? null : (
              <>
                <br />“<Shown text={decision.reason} />”
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Time or the runtime ended it: nobody has a role in that. */
function isByNobody({ decision, role }: Decision): boolean {
  return decision === 'expire' || role === 'system';
}

function Hash({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const hashCheck = useCard((state) => state.hashCheck);
  return (
    <section>
      <h3 className="label">
        Hash{' '}
        <span>
          {hashCheck === 'matches' ? 'matches the bytes shown' : hashCheck === 'checking' ? 'checking' : 'differs'}
        </span>
      </h3>
      <p className={`mono d ${s['hash']}`}>{groupedHash(detail.envelopeHash)}</p>
      <p className="d small">version {detail.version}</p>
    </section>
  );
}
