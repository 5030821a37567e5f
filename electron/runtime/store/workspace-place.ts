import { existsSync, readdirSync, realpathSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import { mountOf, type Mount } from './mounts.ts';

/** Everything the judgement of a place rests on. */
export interface PlaceFacts {
  /** Absolute, with links resolved. */
  readonly path: string;
  readonly home: string;
  readonly mount: Pick<Mount, 'type' | 'options'> | null;
  /** `f_type` of statfs(2); null on other systems than Linux. */
  readonly statfsType: number | null;
  /** Roots that sync programs name in the environment. */
  readonly syncRoots: readonly string[];
  /** Names of what lies in a folder; empty when it cannot be read. */
  readonly namesIn: (folder: string) => readonly string[];
}

/** Why a workspace may not be there. */
export interface PlaceRefusal {
  readonly message: string;
  readonly hint: string;
}

/** File systems of another machine by their magic number (statfs(2)): named even where /proc is not mounted. */
const networkMagic: ReadonlyMap<number, string> = new Map([
  [0x69_69, 'NFS'],
  [0xff_53_4d_42, 'CIFS'],
  [0xfe_53_4d_42, 'SMB'],
  [0x51_7b, 'SMB'],
  [0x56_4c, 'NCP'],
  [0x53_46_41_4f, 'AFS'],
  [0x6b_41_46_53, 'AFS'],
  [0x73_75_72_65, 'Coda'],
  [0x00_c3_64_00, 'Ceph'],
  [0x0b_d0_0b_d0, 'Lustre'],
  [0x47_50_46_53, 'GPFS'],
  [0x19_83_03_26, 'BeeGFS'],
  [0x20_03_05_28, 'OrangeFS'],
]);
const fuseMagic = 0x65_73_55_46;

const networkTypes: ReadonlySet<string> = new Set(
  'nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs ncpfs afs afpfs coda ceph lustre gpfs beegfs orangefs pvfs2 glusterfs webdav davfs ftp vboxsf'.split(
    ' ',
  ),
);
/** FUSE file systems whose bytes are on this machine. Any other may be a server far away and is refused. */
const localFuse: ReadonlySet<string> = new Set(
  'fuseblk virtiofs fuse.ntfs-3g fuse.exfat fuse.fuse-overlayfs fuse.overlayfs fuse.gocryptfs fuse.encfs fuse.cryfs fuse.securefs fuse.bindfs fuse.mergerfs fuse.unionfs fuse.unionfs-fuse fuse.zfs fuse.apfs fuse.lxcfs'.split(
    ' ',
  ),
);

/** Folders that sync programs make, by exact name. */
const syncFolders: readonly (readonly [RegExp, string])[] = [
  [/^Dropbox( \(.+\))?$/, 'Dropbox'],
  [/^OneDrive( ?- ?.+)?$/, 'OneDrive'],
  [/^(Google Drive|GoogleDrive(-.+)?|My Drive)$/, 'Google Drive'],
  [/^(iCloudDrive|iCloud Drive)$/, 'iCloud'],
  [/^Nextcloud\d*$/, 'Nextcloud'],
  [/^ownCloud\d*$/, 'ownCloud'],
  [/^(MEGA|MEGAsync( Downloads)?)$/, 'MEGA'],
  [/^(Box Sync|Box-Box)$/, 'Box'],
  [/^pCloud ?Drive$/, 'pCloud'],
  [/^Proton Drive$/, 'Proton Drive'],
  [/^SynologyDrive$/, 'Synology Drive'],
  [/^Yandex\.Disk$/, 'Yandex Disk'],
  [/^Seafile$/, 'Seafile'],
];
/** What sync programs leave in the root they keep. */
const syncMarks: readonly (readonly [RegExp, string])[] = [
  [/^\.dropbox(\.cache)?$/, 'Dropbox'],
  [/^(\._?sync_[0-9a-f]+\.db|\.nextcloudsync\.log|\.owncloudsync\.log)$/, 'Nextcloud or ownCloud'],
  [/^\.stfolder$/, 'Syncthing'],
];

/** Refuses a workspace on a network or in a folder that a sync program copies, before anything is made there. */
export function refuseUnsafePlace(workspace: string): void {
  const refusal = judgePlace(factsOf(workspace));
  if (refusal !== null) throw new LanekeeperError('refused', refusal.message, { hint: refusal.hint });
}

/**
 * Pure. A database with a write-ahead log needs locks and shared memory that every process on it sees, which network
 * file systems do not give; a sync program copies a file of it in the middle of a write, and brings old ones back.
 * 9p is allowed: it is how a virtual machine or a sandbox sees a folder, often its whole disk, of the machine it runs
 * on; only Windows drives seen from WSL are not, whose locks the programs of Windows do not see.
 */
export function judgePlace(facts: PlaceFacts): PlaceRefusal | null {
  const network = networkName(facts);
  if (network !== null)
    return {
      message: `The workspace ${facts.path} is on a network file system (${network}), where two computers can write at once without seeing each other. Nothing was made or changed there.`,
      hint: 'Choose a folder on a disk of this computer with --workspace DIR, and keep copies elsewhere.',
    };
  const sync = syncName(facts);
  if (sync !== null)
    return {
      message: `The workspace ${facts.path} is in a folder that ${sync} copies to other places, which breaks a database that is being written. Nothing was made or changed there.`,
      hint: 'Choose a folder that is not synced with --workspace DIR; finished reports may be published into a synced one.',
    };
  return null;
}

function networkName({ path, mount, statfsType }: PlaceFacts): string | null {
  if (/^\\\\(?![?.]\\)/.test(path) || path.startsWith('\\\\?\\UNC\\')) return 'a Windows share';
  const byMagic = statfsType === null ? undefined : networkMagic.get(statfsType);
  if (byMagic !== undefined) return byMagic;
  const type = mount?.type ?? '';
  if (networkTypes.has(type)) return type;
  if (type === '9p' && /(^|[,;])aname=drvfs/.test(mount?.options ?? '')) return 'a Windows drive seen from WSL';
  if (localFuse.has(type)) return null;
  if (type.startsWith('fuse.') || type.startsWith('macfuse') || type === 'osxfuse') return type;
  return statfsType === fuseMagic ? 'FUSE' : null;
}

function syncName({ path, home, syncRoots, namesIn }: PlaceFacts): string | null {
  if (syncRoots.some((root) => isWithin(path, root))) return 'OneDrive';
  if (isWithin(path, join(home, 'Library', 'Mobile Documents'))) return 'iCloud';
  if (isWithin(path, join(home, 'Library', 'CloudStorage'))) return 'a cloud service';
  for (const name of path.split(/[/\\]/)) {
    const known = syncFolders.find(([pattern]) => pattern.test(name));
    if (known !== undefined) return known[1];
  }
  for (let folder = path; ; folder = dirname(folder)) {
    const names = namesIn(folder);
    // A settings folder of the same name, ~/.dropbox, does not make a home a synced folder.
    const mark = folder === home ? undefined : syncMarks.find(([pattern]) => names.some((name) => pattern.test(name)));
    if (mark !== undefined) return mark[1];
    if (dirname(folder) === folder) return null;
  }
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

/** The facts of the place itself, or of the nearest folder above it that is there. */
function factsOf(workspace: string): PlaceFacts {
  const { existing, below } = nearestExisting(resolve(workspace));
  const real = realpathSync.native(existing);
  return {
    path: join(real, below),
    home: realOr(homedir()),
    mount: mountOf(real),
    statfsType: process.platform === 'linux' ? statfsSync(real).type : null,
    syncRoots: ['OneDrive', 'OneDriveConsumer', 'OneDriveCommercial'].flatMap((name) => process.env[name] ?? []),
    namesIn(folder) {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    },
  };
}

function nearestExisting(path: string): { readonly existing: string; readonly below: string } {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  return { existing, below: path.slice(existing.length) };
}

function realOr(path: string): string {
  return existsSync(path) ? realpathSync.native(path) : path;
}
