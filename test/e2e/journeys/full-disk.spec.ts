import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  approveButton,
  openStartForm,
  openView,
  startEmpty,
  startReview,
  untilItWaits,
} from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';
import { killRuntime, outboxOf } from '../../helpers/e2e-workspace.ts';
import { canMountDisk, fillDisk, freeDisk, seenBy } from '../../helpers/small-disk.ts';
import { expect, test } from '../console-test.ts';

const folder = join(mkdtempSync(join(tmpdir(), 'lanekeeper-full-')), 'disk');
mkdirSync(folder);
test.use({ productOptions: { workspace: join(folder, 'workspace'), disk: { folder, size: '160m' } } });
test.skip(!canMountDisk, 'A small disk cannot be mounted here: user namespaces are forbidden.');

test('a full disk: the window says so in its chip and in a banner, starting and deciding say why they cannot, and all comes back by itself', async ({
  consolePage: page,
  product,
}) => {
  const disk = seenBy(product.pid, folder);
  const reason = /The disk is full: nothing can be saved now\. Free some space; this works again by itself\./;
  const chip = page.getByRole('banner');
  await startEmpty(page);
  await startReview(page, firstComplaints(20));
  await untilItWaits(page);
  await openView(page, 'Inbox');
  await expect(approveButton(page)).toBeVisible();

  fillDisk(disk);
  await approveButton(page).click();
  const full = page.getByRole('alert').filter({ hasText: 'The disk is full: nothing of this was saved' }).first();
  await expect(full).toContainText('everything saved before is intact');
  await expect(full).toContainText('Free some space on the disk of the workspace');
  await expect(chip.getByText('degraded', { exact: true })).toBeVisible();
  await expect(approveButton(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(approveButton(page)).toHaveAccessibleDescription(reason);
  await openStartForm(page, 'Ticket review');
  await expect(page.getByRole('button', { name: 'Start Ticket review' })).toHaveAccessibleDescription(reason);

  // The runtime ends meanwhile and finds no room: it comes back for reading.
  killRuntime(join(disk, 'workspace'));
  await expect(page.getByRole('alert').filter({ hasText: 'open for reading only' })).toContainText(
    'no run works, no decision is taken, nothing is sent. Everything saved is intact.',
  );
  await openView(page, 'Inbox');
  await expect(page.getByRole('treeitem').first()).toBeVisible();
  await expect(approveButton(page)).toHaveAccessibleDescription(reason);
  expect(outboxOf(join(disk, 'workspace'))).toEqual([]);

  freeDisk(disk);
  await expect(chip.getByText('connected', { exact: true })).toBeVisible({ timeout: 10_000 });
  await expect(page.getByRole('alert').filter({ hasText: 'open for reading only' })).toHaveCount(0);
  await expect(approveButton(page)).not.toHaveAttribute('aria-disabled', 'true');
  await approveButton(page).click();
  await expect.poll(() => outboxOf(join(disk, 'workspace')).length, { timeout: 40_000 }).toBe(1);
});
