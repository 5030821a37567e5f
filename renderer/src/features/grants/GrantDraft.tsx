import { useEffect, useState, type ReactElement } from 'react';
import { basisWords } from '../../../../shared/domain/grant-words.ts';
import {
  changeDraftDays,
  changeDraftText,
  draftFromDecisions,
  draftFromGrant,
  keepDraft,
  useGrantDraft,
} from '../../stores/grants.ts';
import type { GrantDraftPlace } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { JsonEditor } from '../../ui/JsonEditor.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from '../schedules/Schedules.module.css';
import { BacktestView } from './BacktestView.tsx';
import { DraftStart } from './DraftStart.tsx';
import g from './Grants.module.css';
import { TermsView } from './TermsView.tsx';

/** A draft that is edited as JSON, said in words, and held against past decisions as it is typed. */
export function GrantDraft({ from }: { readonly from: GrantDraftPlace }): ReactElement {
  const { text, terms, problems, backtest, made, failure, days } = useGrantDraft();
  const [isProposing, setProposing] = useState(false);
  const { isWaiting, refusal, send } = useAnswer(() => {});
  useEffect(() => {
    if (from.kind === 'approval') void draftFromDecisions({ approvalId: from.approvalId }, 30);
    if (from.kind === 'version') void draftFromGrant(from.grantId);
    if (from.kind === 'new') useGrantDraft.setState(useGrantDraft.getInitialState());
  }, [from]);
  const grantId = from.kind === 'version' ? from.grantId : null;
  const whyNot = terms === null ? 'Mend what is wrong with the terms first.' : undefined;
  const keep = (isProposed: boolean): void => {
    setProposing(isProposed);
    if (terms !== null) void send(() => keepDraft(terms, grantId, isProposed));
  };
  if (text === '')
    return (
      <div className={`scroll ${s['detail']}`}>
        {failure !== null ? <Failure error={failure} /> : null}
        {from.kind === 'new' ? (
          <DraftStart />
        ) : failure === null ? (
          <Empty kind="loading" title="Reading past decisions" />
        ) : null}
      </div>
    );
  return (
    <div className={`scroll ${s['detail']}`} tabIndex={0}>
      <header>
        <h2 className="b">{from.kind === 'version' ? 'Next version' : 'Draft of a standing grant'}</h2>
        {made === null ? null : <p>{basisWords(made.basis)}</p>}
        <p className="d">Nothing is allowed by a draft: it is proposed, and another person approves it.</p>
      </header>
      {made === null || made.notes.length === 0 ? null : (
        <section aria-label="Wider than what was decided">
          <h3 className="label">Wider than what was decided</h3>
          <ul className={g['parts']}>
            {made.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3 className="label">Terms</h3>
        <div className={g['editor']}>
          <JsonEditor
            value={text}
            onChange={changeDraftText}
            label="The terms as JSON"
            problems={problems}
            describedBy="grant-problems"
            meanwhile={<pre>{text}</pre>}
          />
        </div>
        <div id="grant-problems" role="status">
          {problems.length === 0 ? null : (
            <ul className={g['parts']}>
              {problems.map(({ line, reason }) => (
                <li key={`${line} ${reason}`} className="bad">
                  Line {line}: {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
      </section>
      {terms === null ? null : <TermsView terms={terms} />}
      <section aria-label="What it would have done">
        <h3 className="label">What it would have done</h3>
        <label className={`row ${g['days']}`}>
          Days back
          <input
            className="input tabular"
            type="number"
            min={1}
            max={366}
            value={days}
            onChange={({ target }) => {
              const wanted = Number(target.value);
              if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 366) changeDraftDays(wanted);
            }}
          />
        </label>
        {failure === null ? null : <Failure error={failure} onRetry={() => changeDraftText(text)} />}
        {backtest === null ? null : <BacktestView found={backtest} />}
      </section>
      <Refusal refusal={refusal} />
      <div className="row">
        <Button kind="primary" whyNot={whyNot} isBusy={isWaiting && isProposing} onPress={() => keep(true)}>
          Propose it
        </Button>
        <Button whyNot={whyNot} isBusy={isWaiting && !isProposing} onPress={() => keep(false)}>
          Keep as a draft
        </Button>
      </div>
    </div>
  );
}
