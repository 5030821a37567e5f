import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { count } from '../../format/number.ts';

/** What a turn cost, and the way to why: facts, tools, model, lane, time. */
export function Explain({ turn }: { readonly turn: Turn }): ReactElement {
  const { tokens, money, isAtMost } = turn.cost;
  const costs = [tokens === 0 ? null : `${count(tokens)} tokens`, ...money].filter((one) => one !== null);
  return (
    <>
      <span className="grow" />
      {costs.length === 0 ? null : (
        <span className="d small nw">
          {isAtMost ? 'at most ' : ''}
          {costs.join(', ')}
        </span>
      )}
      <Button kind="quiet" isSmall onPress={() => showOverlay({ kind: 'explain-turn', turnId: turn.turnId })}>
        Why
      </Button>
    </>
  );
}
