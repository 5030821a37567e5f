import type { ReactElement } from 'react';
import type { ModelPrice } from '../../../../shared/domain/model-endpoint.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

export interface PriceRow extends ModelPrice {
  readonly model: string;
}

type Column = keyof PriceRow;

const columns: readonly (readonly [Column, string])[] = [
  ['model', 'Model'],
  ['input', 'In'],
  ['cachedInput', 'In, cached'],
  ['output', 'Out'],
  ['currency', 'Currency'],
];

const fresh: PriceRow = { model: '*', input: '', cachedInput: '', output: '', currency: 'EUR' };

interface PriceRowsProps {
  readonly rows: readonly PriceRow[];
  readonly onChange: (rows: readonly PriceRow[]) => void;
}

/** What a million tokens of each model cost; the model * is every other one. */
export function PriceRows({ rows, onChange }: PriceRowsProps): ReactElement {
  const put = (at: number, part: Partial<PriceRow>): void =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className="field">
      <table className={s['prices']}>
        <caption>Prices of a million tokens</caption>
        {rows.length === 0 ? null : (
          <thead>
            <tr>
              {columns.map(([column, words]) => (
                <th key={column} scope="col">
                  {words}
                </th>
              ))}
              <th scope="col">
                <span className="sr">Remove</span>
              </th>
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {columns.map(([column, words]) => (
                <td key={column}>
                  <input
                    className="input mono"
                    aria-label={`${words}, price ${at + 1}`}
                    value={row[column]}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={({ target }) => put(at, { [column]: target.value })}
                  />
                </td>
              ))}
              <td>
                <Button
                  isSmall
                  kind="quiet"
                  title={`Remove price ${at + 1}`}
                  onPress={() => onChange(rows.filter((_, index) => index !== at))}
                >
                  Remove
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <span className="hint">
        What its provider’s price list says; * is every model not named. Without a price a call costs nothing here.
      </span>
      <div>
        <Button
          isSmall
          icon="plus"
          onPress={() => onChange([...rows, rows.length === 0 ? fresh : { ...fresh, model: '' }])}
        >
          Add a price
        </Button>
      </div>
    </div>
  );
}

export function priceRowsOf(prices: Readonly<Record<string, ModelPrice>>): readonly PriceRow[] {
  return Object.entries(prices).map(([model, price]) => ({ model, ...price }));
}

export function pricesOf(rows: readonly PriceRow[]): Record<string, ModelPrice> {
  return Object.fromEntries(
    rows.map(({ model, input, cachedInput, output, currency }) => [
      model.trim(),
      {
        input: input.trim(),
        cachedInput: cachedInput.trim() === '' ? input.trim() : cachedInput.trim(),
        output: output.trim(),
        currency: currency.trim(),
      },
    ]),
  );
}
