import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { bytes, count, counted } from '../../format/number.ts';
import { changeHold } from '../../stores/legal-hold.ts';
import { useActingPerson } from '../../stores/person.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Ago } from '../../ui/Time.tsx';

/** What was removed of a run, and when: it stands above everything that is empty because of it. */
export function RemovalBanner({ removal }: { readonly removal: RunDetail['removal'] }): ReactElement | null {
  if (removal === null) return null;
  const { keepDays, begunAtMs, doneAtMs, records, files } = removal;
  return (
    <div className="banner calm" role="status">
      <Icon name="clock" />
      <span>
        <b className="b">
          {doneAtMs === null ? 'The contents of this run are being removed' : 'The contents of this run were removed'}{' '}
          <Ago at={doneAtMs ?? begunAtMs} />.
        </b>{' '}
        They were kept for {count(keepDays)} days after its end: {counted(records, 'record')} and{' '}
        {counted(files, 'file')} ({bytes(removal.bytes)}). Its actions, who decided them, and every audit event stay.
      </span>
    </div>
  );
}

/** Whether anything of the run may be removed, and the way to forbid it. */
export function KeptPart({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run, legalHold, removal } = detail;
  const person = useActingPerson();
  const [reason, setReason] = useState('');
  const [isSending, setIsSending] = useState(false);
  const whyNot =
    person === null
      ? 'Choose a profile first: this is a decision with a name.'
      : isSending
        ? 'It is being recorded.'
        : reason.trim() === ''
          ? 'This is a decision: write why.'
          : undefined;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (whyNot !== undefined) return;
    setIsSending(true);
    const verb = legalHold === null ? 'run.placeHold' : 'run.liftHold';
    if (await changeHold(verb, run.runId, reason.trim())) setReason('');
    setIsSending(false);
  }

  if (removal !== null) return <></>;
  return (
    <section aria-label="Legal hold" style={{ display: 'grid', gap: 10, maxWidth: 760 }}>
      <h2 className="label">Legal hold</h2>
      <p className="q">
        {legalHold === null ? (
          'None. While one stands, nothing of this run is removed, whatever Settings, Storage says.'
        ) : (
          <>
            Placed by <b className="b">{legalHold.printedName}</b> <Ago at={legalHold.atMs} />: {legalHold.reason}.
            Nothing of this run is removed until it is lifted.
          </>
        )}
      </p>
      <form className="row" onSubmit={(event) => void submit(event)}>
        <input
          className="input grow"
          aria-label="Reason, kept in the audit log"
          placeholder="Reason"
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button type="submit" isSmall whyNot={whyNot}>
          {legalHold === null ? 'Place a legal hold' : 'Lift the hold'}
        </Button>
      </form>
    </section>
  );
}
