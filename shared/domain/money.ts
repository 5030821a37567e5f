import { z } from 'zod';
import { amountWords } from './amounts.ts';

/** A sum of money: whole millionths of the currency's main unit, so that sums are exact. */
export const moneySchema = z.object({ micros: z.number().int(), currency: z.string().regex(/^[A-Z]{3}$/) });
export type Money = z.infer<typeof moneySchema>;

/** Why a text is no sum of money; stable, for whoever gave it. */
export const moneyFaults = [
  'amount-malformed',
  'amount-negative',
  'amount-zero',
  'amount-too-precise',
  'amount-too-large',
  'currency-unknown',
] as const;
export type MoneyFault = (typeof moneyFaults)[number];

export type MoneyReading =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly code: MoneyFault; readonly reason: string };

const microDigits = 6;
/** Most a sum can be while its millionths stay a whole number that is exact. */
const most = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Reads an amount as it is written, without a number in between that could round it: `25.00` of `EUR`. Zero is read;
 * who may not take it says so. A negative sum is none.
 */
export function readMoney(amount: string, currency: string): MoneyReading {
  const digits = currencyDigits(currency);
  if (digits === null)
    return fault('currency-unknown', `'${cut(currency)}' is no currency in use (ISO 4217), such as EUR or USD.`);
  const found = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(amount);
  if (found === null)
    return fault('amount-malformed', `'${cut(amount)}' is no plain decimal number, such as 25 or 25.00.`);
  const [, sign = '', main = '0', part = ''] = found;
  if (sign !== '')
    return fault('amount-negative', `${cut(amount)} is below zero; a sum of money is given as what it is.`);
  if (part.replace(/0+$/, '').length > digits)
    return fault(
      'amount-too-precise',
      `${cut(amount)} has more decimals than ${currency} is counted in (${digits}); nothing is rounded.`,
    );
  const micros = main.length > 16 ? most + 1n : BigInt(main + part.slice(0, microDigits).padEnd(microDigits, '0'));
  if (micros > most)
    return fault('amount-too-large', `${cut(amount)} ${currency} is more than can be counted exactly here.`);
  return { ok: true, money: { micros: Number(micros), currency } };
}

/** `250.00 EUR`. */
export function moneyWords({ micros, currency }: Money): string {
  return amountWords(`money:${currency}`, micros);
}

/** Decimals the currency is counted in; null when ISO 4217 has none of that code in use. */
export function currencyDigits(code: string): number | null {
  return digitsOf.get(code) ?? null;
}

function fault(code: MoneyFault, reason: string): MoneyReading {
  return { ok: false, code, reason };
}

function cut(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}

/** ISO 4217 by decimals. What browsers and systems say differs from it (ISK, HUF), so it stands here. */
const codes: readonly (readonly [digits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
     CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
     KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
     NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
     TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ],
];
const digitsOf: ReadonlyMap<string, number> = new Map(
  codes.flatMap(([digits, list]) => list.split(/\s+/).map((code) => [code, digits] as const)),
);
