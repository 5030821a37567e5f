import { useState } from 'react';
import type { ReactElement } from 'react';
import { limitOf, moneyOf, usedWordsOf, type Amounts } from '../../../../../shared/domain/amounts.ts';
import type { CallLine } from '../../../../../shared/domain/budget.ts';
import { settleCall } from '../../../stores/budgets.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';
import { TextField } from '../../../ui/TextField.tsx';

/** Asks what a model call cost of which nobody knows the end, or whether it was never made. */
export function SettleCallSheet({ line }: { readonly line: CallLine }): ReactElement {
  const [wasMade, setMade] = useState(true);
  const [tokens, setTokens] = useState('');
  const [money, setMoney] = useState('');
  const used = wasMade ? amountsOf(tokens, money) : null;

  return (
    <VerbSheet
      title="What did this call cost?"
      size="small"
      go="Settle it"
      stay="Leave it unknown"
      whyNot={typeof used === 'string' ? used : undefined}
      reason="needed"
      onClose={closeOverlay}
      onGo={async (reason) => {
        if (typeof used !== 'string') await settleCall({ runId: line.runId, lineId: line.lineId, used, reason });
      }}
    >
      <p>
        <b className="b">{line.name}</b>
        <br />
        <span className="q">
          Its end was never heard of: {usedWordsOf(line.estimate)} stay reserved until somebody says what it used, as
          the provider’s own account tells it. The reason is how you know.
        </span>
      </p>
      <div role="radiogroup" aria-label="Was it made?" style={{ display: 'grid', gap: 6 }}>
        <label className="row">
          <input type="radio" name="was-made" checked={wasMade} onChange={() => setMade(true)} />
          It was made, and cost
        </label>
        <label className="row">
          <input type="radio" name="was-made" checked={!wasMade} onChange={() => setMade(false)} />
          It was never made, and cost nothing
        </label>
      </div>
      {wasMade ? (
        <>
          <TextField label="Tokens" isTabular inputMode="numeric" value={tokens} onChange={setTokens} />
          <TextField
            label="Money"
            isTabular
            value={money}
            hint="Such as 0.0312 EUR. Empty: none."
            onChange={setMoney}
          />
        </>
      ) : null}
    </VerbSheet>
  );
}

/** What was typed, or why it cannot be used. */
function amountsOf(tokens: string, money: string): Amounts | string {
  const whole = tokens.trim() === '' || tokens.trim() === '0' ? null : limitOf('tokens', tokens);
  const sum = money.trim() === '' ? null : moneyOf(money);
  if (whole === null && tokens.trim() !== '' && tokens.trim() !== '0') return 'Tokens are a whole number.';
  if (sum === null && money.trim() !== '') return 'Money is an amount such as 0.0312 EUR.';
  if (whole === null && sum === null && tokens.trim() === '') return 'Say how many tokens, or how much money.';
  return {
    ...(whole === null ? {} : { tokens: whole.amount }),
    ...(sum === null ? {} : { [sum.measure]: sum.amount }),
  };
}
