import { useEffect, useState, type ReactElement } from 'react';
import { beginDraft, changeDraft, usePolicy, type LivePolicy } from '../../stores/policy.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { JsonEditor } from '../../ui/JsonEditor.tsx';
import { PendingEffect } from './PendingEffect.tsx';
import { ProposeSheet } from './ProposeSheet.tsx';
import { SimulationPart } from './SimulationPart.tsx';
import s from './Policy.module.css';

/** A draft of the next policy: checked as it is typed, and held against everything that waits for a decision. */
export function PolicyEditor({ live }: { readonly live: LivePolicy }): ReactElement {
  const { draft, check, checkedText, checkFailure } = usePolicy();
  useEffect(() => {
    if (draft === null) beginDraft(live);
  }, [draft, live]);
  const problems = check?.problems ?? [];
  const [isProposing, setIsProposing] = useState(false);
  const whyNot =
    check === null || checkedText !== draft
      ? 'It is being checked.'
      : problems.length > 0
        ? 'Mend what is wrong with it first.'
        : undefined;
  const whyNotPropose = whyNot ?? (check?.hash === live.hash ? 'It is the policy in force.' : undefined);
  return (
    <>
      <div className={s['editor']}>
        <JsonEditor
          value={draft ?? ''}
          onChange={changeDraft}
          label="The policy as JSON"
          problems={problems}
          describedBy="policy-problems"
          meanwhile={<pre className={s['waiting']}>{draft}</pre>}
        />
      </div>
      <div id="policy-problems" role="status" className={s['problems']}>
        {problems.length === 0 ? null : (
          <ul>
            {problems.map(({ line, path, reason }) => (
              <li key={`${line} ${path} ${reason}`} className="bad">
                Line {line}: {path === '' ? '' : <span className="mono">{path} </span>}
                {reason}
              </li>
            ))}
          </ul>
        )}
      </div>
      {checkFailure === null ? null : <Failure error={checkFailure} onRetry={() => changeDraft(draft ?? '')} />}
      {check?.pending === undefined || check.pending === null ? null : <PendingEffect outlook={check.pending} />}
      <SimulationPart text={draft ?? ''} whyNot={whyNot} />
      <div className="row">
        <Button kind="primary" whyNot={whyNotPropose} onPress={() => setIsProposing(true)}>
          Propose it…
        </Button>
        <Button kind="quiet" onPress={() => beginDraft(live)}>
          Begin again from the policy in force
        </Button>
      </div>
      {isProposing && draft !== null && check !== null ? (
        <ProposeSheet text={draft} diff={check.diff} deciders={live.deciders} onClose={() => setIsProposing(false)} />
      ) : null}
    </>
  );
}
