import { useId, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { IconName } from './Icon.tsx';
import { ReasonField, Refusal } from './ReasonField.tsx';
import type { ReasonKind } from './ReasonField.tsx';
import { Sheet } from './Sheet.tsx';
import { useAnswer } from './use-answer.ts';

/**
 * Says what a verb does, takes what it needs, and carries it out. It stays open until the answer has come: done, it
 * closes; refused, it says why, and nothing that was typed is lost.
 */
export function VerbSheet(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  readonly children?: ReactNode;
  readonly go: ReactNode;
  readonly goIcon?: IconName;
  /** The key that does the same. */
  readonly goKeys?: string;
  readonly stay: string;
  readonly isDanger?: boolean;
  readonly whyNot?: string | undefined;
  readonly reason?: ReasonKind | 'none';
  readonly reasonKept?: string;
  readonly onClose: () => void;
  /** Throws why it was refused. */
  readonly onGo: (reason: string) => Promise<unknown>;
  /** Instead of closing. */
  readonly onDone?: () => void;
  readonly onRefused?: () => void;
}): ReactElement {
  const { title, note, size = 'medium', children, go, goIcon, stay, isDanger = false, onClose, onGo } = props;
  const { reason: kind = 'optional', reasonKept, onDone = onClose, onRefused } = props;
  const form = useId();
  const [reason, setReason] = useState('');
  const { isWaiting, refusal, send } = useAnswer(onDone, onRefused);
  const whyNot = props.whyNot ?? (kind === 'needed' && reason.trim() === '' ? 'Say why first.' : undefined);
  return (
    <Sheet
      title={title}
      note={note}
      size={size}
      onClose={onClose}
      actions={
        <>
          <Button
            type="submit"
            form={form}
            kind={isDanger ? 'danger' : 'primary'}
            whyNot={whyNot}
            isBusy={isWaiting}
            {...(goIcon === undefined ? {} : { icon: goIcon })}
            {...(props.goKeys === undefined ? {} : { keys: props.goKeys })}
          >
            {go}
          </Button>
          <Button kind="quiet" onPress={onClose}>
            {stay}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        style={{ display: 'grid', gap: 14 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (whyNot === undefined) void send(() => onGo(reason));
        }}
      >
        {children}
        {kind === 'none' ? (
          <Refusal refusal={refusal} />
        ) : (
          <ReasonField
            kind={kind}
            value={reason}
            onChange={setReason}
            refusal={refusal}
            {...(reasonKept === undefined ? {} : { kept: reasonKept })}
          />
        )}
      </form>
    </Sheet>
  );
}
