import { useState } from 'react';
import type { ReactElement } from 'react';
import type { StandingHold } from '../../../../shared/domain/workspace.ts';
import { useActingPerson } from '../../stores/person.ts';
import { settleClock, settlePlace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import s from './Frame.module.css';

/** Everything is held until a person says what happened to the folder, or to the clock; the reason is kept. */
export function StandingHoldBanner({ hold }: { readonly hold: StandingHold }): ReactElement {
  const person = useActingPerson();
  const [reason, setReason] = useState('');
  const [isSending, setIsSending] = useState(false);
  const whyNot = blockedBy({ hasPerson: person !== null, reason, isSending });

  async function settle(act: (reason: string) => Promise<boolean>): Promise<void> {
    setIsSending(true);
    if (await act(reason.trim())) setReason('');
    setIsSending(false);
  }

  return (
    <div className="banner" role="group" aria-label="Actions are held">
      <Icon name="stop" />
      <span className="grow" role="alert">
        <b className="b">{hold.message}</b> {hold.hint}
      </span>
      <input
        className={`input ${s['why']}`}
        aria-label="Reason, kept in the audit log"
        placeholder="Reason"
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.target.value)}
      />
      {hold.code !== 'clock-jumped' ? (
        <>
          <Button isSmall whyNot={whyNot} onPress={() => void settle((why) => settlePlace('moved', why))}>
            {hold.code === 'workspace-restored' ? 'It replaces the original' : 'Moved'}
          </Button>
          <Button isSmall whyNot={whyNot} onPress={() => void settle((why) => settlePlace('copied', why))}>
            {hold.code === 'workspace-restored' ? 'The original is still used' : 'Copied'}
          </Button>
        </>
      ) : (
        <Button isSmall whyNot={whyNot} onPress={() => void settle(settleClock)}>
          The clock is right
        </Button>
      )}
    </div>
  );
}

function blockedBy(now: {
  readonly hasPerson: boolean;
  readonly reason: string;
  readonly isSending: boolean;
}): string | undefined {
  if (!now.hasPerson) return 'Choose a profile first: this is a decision with a name.';
  if (now.isSending) return 'It is being recorded.';
  return now.reason.trim() === '' ? 'This is a decision: write why.' : undefined;
}
