import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { UnknownEffect } from '../../../../shared/domain/effect.ts';
import { explain } from '../../format/errors.ts';
import { readUnknown, reconcileEffect, type Verdict } from '../../stores/effects.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { ReasonField } from '../../ui/ReasonField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Ago, Left } from '../../ui/Time.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

/** A person says what happened to an action whose outcome nobody can tell, or has it sent again where that is safe. */
export function ReconcileSheet({
  effectId,
  title,
}: {
  readonly effectId: string;
  readonly title: string;
}): ReactElement {
  const [reason, setReason] = useState('');
  const [unknown, setUnknown] = useState<UnknownEffect | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { isWaiting, refusal, send } = useAnswer(closeOverlay);
  useEffect(() => {
    let isOpen = true;
    readUnknown(effectId).then(
      (found) => {
        if (!isOpen) return;
        setUnknown(found);
        if (found === null) setFailure('It is unknown no longer.');
      },
      (error: unknown) => isOpen && setFailure(explain(error).detail),
    );
    return () => {
      isOpen = false;
    };
  }, [effectId]);

  const whyNot = isWaiting
    ? 'The answer is on its way.'
    : reason.trim() === ''
      ? 'Write how you found out; it is kept with your name.'
      : undefined;
  const whyNoRetry = failure ?? (unknown === null ? 'It is being looked at.' : unknown.retry.whyNot) ?? undefined;
  const settle = (verdict: Verdict): void => void send(() => reconcileEffect(effectId, verdict, reason));

  return (
    <Sheet
      title="Settle what happened"
      size="medium"
      onClose={closeOverlay}
      actions={
        <>
          <Button whyNot={whyNot} onPress={() => settle('happened')}>
            It happened
          </Button>
          <Button whyNot={whyNot} onPress={() => settle('did-not-happen')}>
            It did not happen
          </Button>
          <Button whyNot={whyNoRetry ?? whyNot} onPress={() => settle('retry')}>
            Retry with the same key
          </Button>
          <Button kind="quiet" onPress={closeOverlay}>
            Leave it open
          </Button>
        </>
      }
    >
      <p style={{ marginBottom: 12 }}>
        <b className="b">{title}</b>
        <br />
        <span className="q">
          {unknown === null ? (
            'It was sent'
          ) : (
            <>
              It was sent <Ago at={unknown.sentAtMs} />
            </>
          )}{' '}
          and no answer came that settles it. Look at the target first, then say what you found: nothing is sent by
          that.
        </span>
      </p>
      {unknown === null ? null : (
        <dl className="facts" style={{ marginBottom: 12 }}>
          <dt>What is known</dt>
          <dd>{unknown.effect.causeDetail ?? 'nothing'}</dd>
          <dt>Sent</dt>
          <dd>{unknown.effect.dispatches === 1 ? 'once' : `${unknown.effect.dispatches} times, under one key`}</dd>
          <dt>Retry</dt>
          <dd>
            {unknown.retry.untilMs === null ? (
              unknown.retry.whyNot
            ) : (
              <>
                possible for <Left until={unknown.retry.untilMs} />: whoever has it already does nothing twice
              </>
            )}
          </dd>
        </dl>
      )}
      {failure === null ? null : (
        <p className="bad" role="alert">
          {failure}
        </p>
      )}
      <ReasonField
        kind="needed"
        value={reason}
        onChange={setReason}
        kept="with your name in the audit log"
        refusal={refusal}
      />
    </Sheet>
  );
}
