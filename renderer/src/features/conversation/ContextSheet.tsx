import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { MethodOutput } from '../../../../shared/ipc/methods.ts';
import { count } from '../../format/number.ts';
import { readContext } from '../../stores/conversation.ts';
import { closeOverlay, showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { WindowedText } from '../../ui/WindowedText.tsx';
import s from './Turn.module.css';

/** Exactly what was sent to a model, with the tokens of its parts. */
export function ContextSheet({ turnId, path }: { readonly turnId: string; readonly path: string }): ReactElement {
  const [sent, setSent] = useState<MethodOutput<'turn.context'> | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let isWanted = true;
    readContext(turnId, path).then(
      (found) => (isWanted ? setSent(found) : undefined),
      (error: unknown) => (isWanted ? setFailure(error) : undefined),
    );
    return () => {
      isWanted = false;
    };
  }, [turnId, path]);
  return (
    <Sheet
      title="What was sent"
      note="The whole request, as it left. Keys are added on the way and are not part of it."
      size="large"
      onClose={closeOverlay}
      actions={
        <>
          {sent === null ? null : <CopyButton text={sent.text} />}
          <Button kind="quiet" onPress={() => showOverlay({ kind: 'explain-turn', turnId })}>
            Back
          </Button>
        </>
      }
    >
      {failure !== null ? (
        <Failure error={failure} />
      ) : sent === null ? (
        <Empty kind="loading" title="Reading what was sent" />
      ) : (
        <div className={s['why']}>
          <table className="table">
            <thead>
              <tr>
                <th>Part</th>
                <th className="r">Tokens{sent.isCounted ? '' : ', estimated'}</th>
              </tr>
            </thead>
            <tbody>
              {sent.tokens.map(({ part, tokens }) => (
                <tr key={part}>
                  <td>{part}</td>
                  <td className="r">{count(tokens)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <WindowedText text={sent.text} label="What was sent" />
        </div>
      )}
    </Sheet>
  );
}
