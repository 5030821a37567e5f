import { useState } from 'react';
import type { ReactElement } from 'react';
import { limitOf, moneyOf, writtenAmount } from '../../../../shared/domain/amounts.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { useSettings } from '../../stores/settings.ts';
import { TextField } from '../../ui/TextField.tsx';
import { SaveForm } from './SaveForm.tsx';

/** What a model call reserves of a budget when it does not say what it may use. */
export function UnstatedPart(): ReactElement | null {
  const { settings } = useSettings();
  if (settings === null) return null;
  return <UnstatedForm key={`${settings.unstatedTokens} ${settings.unstatedMoney}`} settings={settings} />;
}

function UnstatedForm({ settings }: { readonly settings: Settings }): ReactElement {
  const [tokens, setTokens] = useState(String(settings.unstatedTokens));
  const [money, setMoney] = useState(writtenAmount('money:EUR', settings.unstatedMoney).replace('EUR', ''));
  const unstatedTokens = limitOf('tokens', tokens)?.amount ?? 0;
  const unstatedMoney = moneyOf(`${money.trim()} EUR`)?.amount ?? 0;
  const problem =
    unstatedTokens === 0
      ? 'Tokens are a whole number, more than 0.'
      : unstatedMoney === 0
        ? 'Money is an amount such as 0.50, more than 0.'
        : undefined;
  const isSame = unstatedTokens === settings.unstatedTokens && unstatedMoney === settings.unstatedMoney;

  return (
    <section>
      <h3 className="label">A model call that does not say what it may use</h3>
      <SaveForm change={{ unstatedTokens, unstatedMoney }} problem={problem} isSame={isSame}>
        <TextField
          label="Reserves so many tokens"
          isTabular
          inputMode="numeric"
          value={tokens}
          hint="Or all that is left, where that is less: near a limit such calls go one by one."
          onChange={setTokens}
        />
        <TextField
          label="and so much money"
          isTabular
          inputMode="decimal"
          value={money}
          hint="Of any currency a budget is in, such as 0.50."
          onChange={setMoney}
        />
      </SaveForm>
    </section>
  );
}
