import { useState, type ReactElement } from 'react';
import type { ShownUse } from '../../../../shared/domain/grant-backtest.ts';
import { usedOfGrant } from '../../../../shared/domain/grant-words.ts';
import type { GrantPerson } from '../../../../shared/domain/standing-grant.ts';
import { groupedHash } from '../../format/hash.ts';
import { counted } from '../../format/number.ts';
import type { OpenGrant } from '../../stores/grants.ts';
import { go, hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from '../schedules/Schedules.module.css';
import { GrantSheet, type GrantVerb } from './GrantSheet.tsx';
import g from './Grants.module.css';
import { TermsView } from './TermsView.tsx';

/** One standing grant: what it covers, how much of it is used, what came under it, and what can be done with it. */
export function GrantDetail({ open }: { readonly open: OpenGrant }): ReactElement {
  const { grant, uses, usesNext, moves, verbs } = open;
  const { grantId, version, terms, status, statusReason, used, recently, sampled, activeVersion } = grant;
  const [verb, setVerb] = useState<GrantVerb | null>(null);
  return (
    <div className={`scroll ${s['detail']}`} tabIndex={0}>
      <header>
        <h2 className="b">{terms.title}</h2>
        <p className={status === 'suspended' ? 'bad' : 'd'}>
          Version {version}, {status}
          {statusReason === '' ? '' : `: ${statusReason}`}
        </p>
        {activeVersion === null ? null : <p className="d">Version {activeVersion} is in force meanwhile.</p>}
      </header>
      <div className="row">
        {buttons.map(({ id, word, kind }) =>
          verbs[id] === null || status === visibleIn[id] ? (
            <Button
              key={id}
              isSmall
              kind={kind}
              whyNot={verbs[id] ?? undefined}
              onPress={() =>
                id === 'renew'
                  ? go({ page: 'grants', grantId: null, draft: { kind: 'version', grantId } })
                  : setVerb(id)
              }
            >
              {id === 'renew' && status === 'draft' ? 'Edit the draft' : word}
            </Button>
          ) : null,
        )}
      </div>
      <section>
        <h3 className="label">Used</h3>
        <p className="tabular">
          {usedOfGrant(terms, used)}
          {recently === null
            ? ''
            : `; ${recently.count} of ${terms.window?.count ?? 0} in the last ${terms.window?.per ?? 'day'}`}
          ; {counted(sampled, 'sample')} left to people
        </p>
      </section>
      <TermsView terms={terms} />
      <section>
        <h3 className="label">Who stands behind it</h3>
        <dl className="facts">
          <dt>Owner</dt>
          <dd>{terms.ownerId}</dd>
          <dt>Proposed</dt>
          <dd>{personWords(grant.proposedBy, 'nobody yet')}</dd>
          <dt>{status === 'declined' ? 'Declined' : 'Approved'}</dt>
          <dd>{personWords(grant.decidedBy, 'nobody yet')}</dd>
          <dt>Hash</dt>
          <dd className="mono small">{groupedHash(grant.hash)}</dd>
        </dl>
      </section>
      <section>
        <h3 className="label">What came under it</h3>
        {uses.length === 0 ? <p className="d">Nothing yet.</p> : <Uses uses={uses} />}
        {usesNext === null ? null : (
          <p className="d small">Older ones are on the command line: lanekeeper grants show.</p>
        )}
      </section>
      <section>
        <h3 className="label">History</h3>
        <ul className={s['times']}>
          {moves.map(({ version: of, status: to, by, reason, atMs }) => (
            <li key={`${of} ${to} ${atMs}`}>
              <Ago at={atMs} /> version {of} {to}, {by}
              {reason === '' ? '' : `: ${reason}`}
            </li>
          ))}
        </ul>
      </section>
      {verb === null ? null : <GrantSheet verb={verb} grant={grant} onClose={() => setVerb(null)} />}
    </div>
  );
}

const buttons = [
  { id: 'propose', word: 'Propose…', kind: 'primary' },
  { id: 'approve', word: 'Approve…', kind: 'primary' },
  { id: 'decline', word: 'Decline…', kind: 'danger' },
  { id: 'suspend', word: 'Suspend…', kind: 'danger' },
  { id: 'revoke', word: 'Revoke…', kind: 'quiet' },
  { id: 'renew', word: 'Renew…', kind: 'quiet' },
] as const;

/** Where a verb belongs that cannot be used now: there it says why. */
const visibleIn = {
  propose: 'draft',
  approve: 'proposed',
  decline: 'proposed',
  suspend: 'active',
  revoke: 'active',
  renew: 'proposed',
} as const;

const useWords: Readonly<Record<ShownUse['status'], string>> = {
  reserved: 'granted, not sent yet',
  used: 'sent',
  released: 'taken back, not counted',
  sampled: 'left to a person, as a sample',
  'over-cap': 'left to a person, no room',
};

function Uses({ uses }: { readonly uses: readonly ShownUse[] }): ReactElement {
  return (
    <ul className={g['uses']}>
      {uses.map(({ effectId, approvalId, title, status, version, note, atMs }) => (
        <li key={effectId}>
          <a href={hrefOf({ page: 'inbox', approvalId })} className="cut">
            {title}
          </a>
          <span className="d small">
            {useWords[status]}, version {version}
            {note === '' ? '' : `: ${note}`}
          </span>
          <span className="d small">
            <Ago at={atMs} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function personWords(person: GrantPerson | null, nobody: string): string {
  return person === null ? nobody : `${person.printedName}, ${person.role}`;
}
