import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linuxMounts, macMounts, mountOf, nearestMount } from '../../../electron/runtime/store/mounts.ts';
import { judgePlace, refuseUnsafePlace, type PlaceFacts } from '../../../electron/runtime/store/workspace-place.ts';

function place(facts: Partial<PlaceFacts>): PlaceFacts {
  return {
    path: '/home/ada/.local/share/lanekeeper/workspace',
    home: '/home/ada',
    mount: { type: 'ext4', options: 'rw' },
    statfsType: 0xef53,
    syncRoots: [],
    namesIn: () => [],
    ...facts,
  };
}

test.each(['nfs', 'nfs4', 'cifs', 'smb3', 'fuse.sshfs', 'fuse.rclone', 'fuse.s3fs', 'fuse.unheard-of', 'smbfs'])(
  'a workspace on %s is refused, with what to do instead',
  (type) => {
    const refusal = judgePlace(place({ mount: { type, options: 'rw' } }));
    expect(refusal?.message).toContain('network file system');
    expect(refusal?.hint).toContain('--workspace DIR');
  },
);

test.each(['ext4', 'btrfs', 'xfs', 'overlay', 'tmpfs', 'fuseblk', 'fuse.gocryptfs', 'virtiofs', 'apfs', '9p'])(
  'a workspace on %s is taken',
  (type) => {
    expect(judgePlace(place({ mount: { type, options: 'rw' } }))).toBeNull();
  },
);

test('what statfs says is enough where the mount table cannot be read', () => {
  for (const statfsType of [0x6969, 0xff534d42, 0xfe534d42, 0x65735546])
    expect(judgePlace(place({ mount: null, statfsType }))).not.toBeNull();
  expect(judgePlace(place({ mount: null }))).toBeNull();
});

test('a drive of Windows seen from WSL is refused, though it is 9p', () => {
  expect(judgePlace(place({ mount: { type: '9p', options: 'rw,aname=drvfs;path=C:\\' } }))).not.toBeNull();
});

test('a Windows share is refused, and a local path in its long form is not', () => {
  expect(judgePlace(place({ path: '\\\\server\\share\\ws' }))).not.toBeNull();
  expect(judgePlace(place({ path: '\\\\?\\UNC\\server\\share\\ws' }))).not.toBeNull();
  expect(judgePlace(place({ path: '\\\\?\\C:\\ws' }))).toBeNull();
});

test.each([
  ['/home/ada/Dropbox/work/ws', 'Dropbox'],
  ['/home/ada/Dropbox (Personal)/ws', 'Dropbox'],
  ['C:\\Users\\ada\\OneDrive - Example Ltd\\ws', 'OneDrive'],
  ['/Users/ada/Google Drive/ws', 'Google Drive'],
  ['/home/ada/Library/Mobile Documents/com~apple~CloudDocs/ws', 'iCloud'],
  ['/home/ada/Library/CloudStorage/Box-Box/ws', 'a cloud service'],
  ['/home/ada/Nextcloud/ws', 'Nextcloud'],
])('a workspace in %s is refused, and %s is named', (path, name) => {
  expect(judgePlace(place({ path }))?.message).toContain(name);
});

test('a folder whose name only resembles that of a sync program is taken', () => {
  for (const path of ['/home/ada/src/dropbox-sdk/ws', '/srv/nextcloud-notes/ws', '/home/ada/MyDropbox/ws'])
    expect(judgePlace(place({ path }))).toBeNull();
});

test('a synced root of another name is known by what its program left in it', () => {
  const holding = (folder: string, name: string) => (asked: string) => (asked === folder ? [name] : []);
  const path = '/mnt/files/shared/ws';
  expect(judgePlace(place({ path, namesIn: holding('/mnt/files', '.stfolder') }))?.message).toContain('Syncthing');
  expect(judgePlace(place({ path, namesIn: holding('/mnt/files/shared', '.dropbox') }))?.message).toContain('Dropbox');
  expect(judgePlace(place({ path: '/home/ada/ws', namesIn: holding('/home/ada', '.dropbox') }))).toBeNull();
  expect(judgePlace(place({ path, syncRoots: ['/mnt/files'] }))?.message).toContain('OneDrive');
});

test('the real temporary folder is taken, there or not yet there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-place-'));
  expect(() => refuseUnsafePlace(folder)).not.toThrow();
  expect(() => refuseUnsafePlace(join(folder, 'not', 'yet'))).not.toThrow();
  expect(() => refuseUnsafePlace(join(folder, 'Dropbox', 'ws'))).toThrow('Dropbox');
});

test('the mount of a path is the deepest one above it, and the last on its folder', () => {
  const mounts = linuxMounts(
    [
      '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      '30 27 0:40 / /mnt/my\\040share rw shared:1 - cifs //server/x rw,vers=3.0',
      '31 27 0:41 / /mnt/two rw - ext4 /dev/vdb rw',
      '32 31 0:42 / /mnt/two rw - nfs4 server:/x rw',
    ].join('\n'),
  );
  expect(nearestMount('/mnt/my share/ws', mounts)).toMatchObject({ type: 'cifs', source: '//server/x' });
  expect(nearestMount('/mnt/my shareware', mounts)).toMatchObject({ folder: '/' });
  expect(nearestMount('/mnt/two/ws', mounts)).toMatchObject({ type: 'nfs4' });
});

test.runIf(process.platform === 'linux')('the mount of the root folder is found on this system', () => {
  expect(mountOf('/')?.folder).toBe('/');
});

test("macOS's mount table is read", () => {
  const mounts = macMounts(
    '/dev/disk3s1 on / (apfs, local, journaled)\n//ada@server/share on /Volumes/my share (smbfs, nodev, mounted by ada)\n',
  );
  expect(nearestMount('/Volumes/my share/ws', mounts)).toMatchObject({ type: 'smbfs' });
});
