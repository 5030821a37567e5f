import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { bytes } from '../../format/number.ts';
import { localTime } from '../../format/time.ts';
import { chooseTurn, isAtWork } from '../../stores/conversation.ts';
import { usePrintedName } from '../../stores/person.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { AnswerView } from './AnswerView.tsx';
import s from './Turn.module.css';
import { ResendForm } from './ResendForm.tsx';

export interface ShownTurn {
  readonly turn: Turn;
  readonly isLast: boolean;
  /** In the narrow panel, where its sources stand under it. */
  readonly isDocked: boolean;
}

/** What a person said, and what came of it. */
export function TurnView({ turn, isLast, isDocked }: ShownTurn): ReactElement {
  const [isEditing, setEditing] = useState(false);
  const name = usePrintedName(turn.personId);
  return (
    <div className={s['turn']}>
      <article className={s['you']} aria-label="Said">
        <h2>
          {name} <span>{localTime(turn.askedAtMs)}</span>
          <Alternatives turn={turn} />
          <span className="grow" />
          {isEditing ? null : (
            <Button
              kind="quiet"
              isSmall
              whyNot={isAtWork(turn) ? 'It is being answered: stop it first.' : undefined}
              onPress={() => setEditing(true)}
            >
              Edit
            </Button>
          )}
        </h2>
        {isEditing ? (
          <ResendForm turn={turn} onDone={() => setEditing(false)} />
        ) : (
          <p>
            <Shown text={turn.text} />
          </p>
        )}
        <Attached turn={turn} />
      </article>
      <AnswerView turn={turn} isLast={isLast} isDocked={isDocked} />
    </div>
  );
}

/** Which of the alternatives this is, and the way to the others. */
function Alternatives({ turn }: { readonly turn: Turn }): ReactElement | null {
  const { siblings, turnId } = turn;
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(turnId);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  return (
    <span className={s['alts']}>
      {before === undefined ? null : (
        <IconButton icon="right" isFlipped label="The alternative before" onPress={() => void chooseTurn(before)} />
      )}
      {at + 1} of {siblings.length}
      {after === undefined ? null : (
        <IconButton icon="right" label="The next alternative" onPress={() => void chooseTurn(after)} />
      )}
    </span>
  );
}

function Attached({ turn }: { readonly turn: Turn }): ReactElement | null {
  if (turn.attachments.length === 0 && turn.labels.length === 0) return null;
  return (
    <ul className={s['attached']} aria-label="Attached">
      {turn.attachments.map((one) => (
        <li key={one.kind === 'file' ? one.sha256 : one.id} className="tag">
          {one.kind === 'file' ? (
            <>
              <Shown text={one.name} />, {bytes(one.bytes)}
            </>
          ) : (
            <a
              href={
                one.kind === 'run'
                  ? hrefOf({ page: 'run', runId: one.id, tab: null })
                  : hrefOf({ page: 'inbox', approvalId: one.id })
              }
            >
              {one.label}
            </a>
          )}
        </li>
      ))}
      {turn.labels.map((label) => (
        <li key={label} className="tag" title="Where this may be sent">
          {label}
        </li>
      ))}
    </ul>
  );
}
