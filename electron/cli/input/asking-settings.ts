import { addresseeSchema } from '../../../shared/domain/duty.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { UsageError } from '../arguments/usage-error.ts';

export const askingKeys = ['escalation', 'escalation.afterMinutes', 'reminders'] as const;

type Asking = Partial<Pick<Settings, 'escalation' | 'reminders'>>;

/** Who is asked when nobody answers, and when they are reminded: one `KEY=VALUE` over what stands. */
export function askingFrom(key: (typeof askingKeys)[number], value: string, now: Pick<Settings, 'escalation'>): Asking {
  if (key === 'reminders')
    return {
      reminders:
        value === ''
          ? []
          : value
              .split(',')
              .map(readShare)
              .toSorted((one, other) => one - other),
    };
  if (key === 'escalation') {
    if (value === '') return { escalation: null };
    const chain = value.split(',').map((one) => one.trim());
    const wrong = chain.find((one) => !addresseeSchema.safeParse(one).success);
    if (wrong !== undefined || chain.length > 10)
      throw new UsageError(`escalation=${value} is no chain of at most 10.`, {
        hint: 'Write person:ID, role:reviewer, role:operator or role:admin, separated by commas.',
      });
    return { escalation: { chain, afterMinutes: now.escalation?.afterMinutes ?? null } };
  }
  if (now.escalation === null)
    throw new UsageError('There is no chain yet, so no time for it.', {
      hint: 'Set escalation=… in the same command, before it.',
    });
  const minutes = Number(value);
  if (value !== '' && (!/^\d{1,5}$/.test(value) || minutes < 1 || minutes > 43_200))
    throw new UsageError(`escalation.afterMinutes=${value} is not a number of minutes (1 to 43200).`, {
      hint: 'An empty value leaves escalating to people.',
    });
  return { escalation: { ...now.escalation, afterMinutes: value === '' ? null : minutes } };
}

function readShare(stated: string): number {
  const share = Number(stated);
  if (stated.trim() !== '' && share > 0 && share < 1) return share;
  throw new UsageError(`reminders: ${stated} is no share of an item's time.`, {
    hint: 'Write for example reminders=0.5,0.9.',
  });
}

/** As `settings show` says it. */
export function askingLines({ escalation, reminders }: Pick<Settings, 'escalation' | 'reminders'>): [string, string][] {
  const after = escalation?.afterMinutes ?? null;
  return [
    ['escalation', escalation === null ? 'to nobody' : escalation.chain.join(', ')],
    ...(escalation === null
      ? []
      : [['escalation.afterMinutes', after === null ? 'by hand only' : String(after)] satisfies [string, string]]),
    ['reminders', reminders.length === 0 ? 'none' : reminders.join(', ')],
  ];
}
