import { readFileSync, readdirSync } from 'node:fs';

/** Memory of a process from Linux's /proc; bytes. */
export function memoryOf(pid: number): { readonly nowBytes: number; readonly peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN);
  return { nowBytes: kib('VmRSS') * 1024, peakBytes: kib('VmHWM') * 1024 };
}

/** Processor time a process has used, all threads, ms. Linux counts it in ticks of 10 ms. */
export function processorMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Bytes a process has caused to be written to disk, and its write calls. */
export function writesOf(pid: number): { readonly bytes: number; readonly calls: number } {
  const io = readFileSync(`/proc/${pid}/io`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(io)?.[1] ?? Number.NaN);
  return { bytes: field('write_bytes'), calls: field('syscw') };
}

/** Whether a process has a thread of this name. */
export function hasThread(pid: number, name: string): boolean {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).some((task) => {
    try {
      return readFileSync(`${tasks}/${task}/comm`, 'utf8').trim() === name;
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
}
