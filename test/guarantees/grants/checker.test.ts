import { expect, onTestFinished, test } from 'vitest';
import { checkStandingGrants } from '../../../electron/verify/checker/standing-grants.ts';
import { openStore } from '../../../electron/verify/checker/store.ts';
import { grantedOne, openGrantWorld, propose } from '../../helpers/grant-world.ts';

test('the checker finds what a standing grant let through without two people, in force, in scope and with room, and nothing else', async () => {
  const world = await openGrantWorld();
  const { grantId } = await world.grants.active({ count: 3, window: { per: 'hour', count: 3 } });
  await grantedOne(world);
  await propose(world, ['r-a', 'r-b', 'r-c', 'r-d', 'x-1']);
  await world.desk.pass(60_000, 4);
  const store = openStore(world.desk.made.folder);
  onTestFinished(() => store.close());
  const found = (): readonly string[] => {
    const again = openStore(world.desk.made.folder);
    const findings = checkStandingGrants(again).map(({ what }) => what);
    again.close();
    return findings;
  };
  expect(found()).toEqual([]);
  const { db } = world.desk.made;
  const [use] = db.prepare("SELECT effect_id FROM grant_use WHERE status = 'used'").pluck().all() as string[];
  const terms = db.prepare('SELECT terms FROM standing_grant').pluck().get() as string;
  const planted: readonly (readonly [sql: string, undo: string, says: RegExp])[] = [
    [
      `UPDATE grant_row SET standing_grant = 'none'`,
      `UPDATE grant_row SET standing_grant = '${grantId}'`,
      /there is none/,
    ],
    [
      `UPDATE standing_grant SET decided_by = proposed_by`,
      `UPDATE standing_grant SET decided_by = '{"personId":"ben","printedName":"Ben K.","role":"reviewer"}'`,
      /ada alone stands behind it/,
    ],
    [
      `UPDATE standing_grant SET hash = 'other'`,
      `UPDATE standing_grant SET hash = (SELECT hash FROM standing_grant_move WHERE status = 'active')`,
      /no approval of these terms/,
    ],
    [
      `UPDATE standing_grant_move SET at_ms = at_ms + 86400000 WHERE status = 'active'`,
      `UPDATE standing_grant_move SET at_ms = at_ms - 86400000 WHERE status = 'active'`,
      /not in force yet/,
    ],
    [
      `UPDATE standing_grant SET terms = json_set(terms, '$.scope.target.startsWith', json('["record y"]'))`,
      `UPDATE standing_grant SET terms = '${terms}'`,
      /its target record r-.* is another one/,
    ],
    [
      `UPDATE standing_grant SET terms = json_remove(terms, '$.scope.arguments[1]')`,
      `UPDATE standing_grant SET terms = '${terms}'`,
      /argument \/set\/status is not named/,
    ],
    [
      `UPDATE standing_grant SET terms = json_set(terms, '$.count', 1)`,
      `UPDATE standing_grant SET terms = '${terms}'`,
      /actions went through, and 1 may/,
    ],
    [
      `UPDATE grant_use SET status = 'released' WHERE effect_id = '${use}'`,
      `UPDATE grant_use SET status = 'used' WHERE effect_id = '${use}'`,
      /its grant is consumed and its place released/,
    ],
  ];
  for (const [sql, undo, says] of planted) {
    db.exec(sql);
    expect(found().join(' ')).toMatch(says);
    db.exec(undo);
    expect(found()).toEqual([]);
  }
});
