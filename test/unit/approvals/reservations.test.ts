import { expect, test } from 'vitest';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import { profileOf, type Profile } from '../../../shared/domain/person.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { createReservations } from '../../../electron/runtime/threads/reservations.ts';
import type { ReadLine } from '../../../electron/runtime/threads/read-line.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { ana, ben } from './sample-item.ts';

const approvalId = 'approval-1';

function opened(people: readonly Profile[] = [profileOf(ana), profileOf(ben)], status = 'pending') {
  const clock = createFakeClock();
  const told: unknown[] = [];
  const asked: string[] = [];
  const screens = {
    async ask(method: string) {
      asked.push(method);
      return method === 'person.list' ? { people } : { approvalId, status, reservedBy: null };
    },
  } as unknown as ReadLine;
  const desk = createReservations({ screens, clock, tell: (payload) => told.push(payload) });
  const reserve = (as: string | null, takeOver = false) =>
    desk.answers['approval.reserve']?.({ approvalId, takeOver }, { as, command: null }) as Promise<
      MethodOutput<'approval.reserve'>
    >;
  const holder = async (): Promise<string | null> => {
    const shown = (await desk.answers['approval.show']?.(
      { approvalId },
      { as: 'ana', command: null },
    )) as ApprovalSummary;
    return shown.reservedBy?.personId ?? null;
  };
  return { clock, told, asked, desk, reserve, holder };
}

test('A18 who has an item open is told to others, until it ends by itself, is given back or is taken over', async () => {
  const { clock, reserve, holder, desk, told } = opened();
  const first = await reserve('ana');
  expect(first.reservedBy).toEqual({ personId: 'ana', printedName: 'Ana Müller', untilMs: clock.now() + 120_000 });
  expect((await reserve('ben')).reservedBy?.personId).toBe('ana');
  clock.pass(60_000);
  await reserve('ana');
  clock.pass(119_999);
  expect(await holder()).toBe('ana');
  clock.pass(1);
  expect(await holder()).toBeNull();
  expect((await reserve('ben')).reservedBy?.personId).toBe('ben');
  expect((await reserve('ana', true)).reservedBy?.personId).toBe('ana');
  await desk.answers['approval.release']?.({ approvalId }, { as: 'ben', command: null });
  expect(await holder()).toBe('ana');
  await desk.answers['approval.release']?.({ approvalId }, { as: 'ana', command: null });
  expect(await holder()).toBeNull();
  expect(told.at(-1)).toEqual({ approvalId, reservedBy: null });
});

test('a clock that is set keeps nothing reserved for longer', async () => {
  const { clock, reserve, holder } = opened();
  await reserve('ana');
  clock.setWall(clock.now() - 3_600_000);
  clock.pass(120_000);
  expect(await holder()).toBeNull();
});

test('who works alone, under however many profiles, reserves nothing', async () => {
  const { reserve, told } = opened([profileOf(ana), { ...profileOf(ben), identity: 'ana' }]);
  expect(await reserve('ana')).toEqual({ reservedBy: null });
  expect(told).toEqual([]);
});

test('an item that waits for nobody is not reserved, and one that is decided is given back', async () => {
  expect(await opened(undefined, 'executed').reserve('ana')).toEqual({ reservedBy: null });
  const { desk, reserve, told, holder } = opened();
  await reserve('ana');
  const item = (status: string) => ({
    topic: 'approval.changed' as const,
    runId: null,
    cursor: '1',
    payload: { approvalId, status },
  });
  const shown = (status: string) =>
    desk.shown([item(status)]).map(({ payload }) => (payload as ApprovalSummary).reservedBy?.personId ?? null);
  expect(shown('partly-approved')).toEqual(['ana']);
  expect(shown('holding')).toEqual([null]);
  expect(told.at(-1)).toEqual({ approvalId, reservedBy: null });
  expect(await holder()).toBeNull();
});

test('nobody reserves without a profile', async () => {
  await expect(opened().reserve(null)).rejects.toMatchObject({ code: 'no-person' });
});
