import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { utilityHost, type HostPort } from '../../../electron/runtime/hosts/host-line.ts';
import { FakePort } from '../../helpers/fake-electron.ts';

function open() {
  const asked: { kind: string; host: string }[] = [];
  const parent = Object.assign(new EventEmitter(), {
    postMessage: (m: { kind: string; host: string }) => void asked.push(m),
  });
  const heard: unknown[] = [];
  const line = utilityHost(parent, {
    onMessage: (message) => void heard.push(message),
    onGone: (reason) => void heard.push(reason),
  });
  const [near, far] = [new FakePort(), new FakePort()];
  near.peer = far;
  far.peer = near;
  const arrived: unknown[] = [];
  far.on('message', ({ data }: { data: unknown }) => void arrived.push(data));
  far.start();
  const tell = (data: unknown, ports: HostPort[] = []) => void parent.emit('message', { data, ports });
  return { line, asked, heard, near, far, arrived, tell, host: () => asked[0]?.host };
}

test('under Electron a host’s process is asked of main, and what is said before its port comes arrives first', () => {
  const { line, asked, heard, near, far, arrived, tell, host } = open();
  expect(asked).toEqual([{ kind: 'host-start', host: host() }]);
  line.tell({ to: 'engine-port', message: 1 });
  tell({ kind: 'host-port', host: 'another' }, [new FakePort()]);
  expect(arrived).toEqual([]);
  tell({ kind: 'host-port', host: host() }, [near]);
  line.tell({ to: 'ping' });
  expect(arrived).toEqual([{ to: 'engine-port', message: 1 }, { to: 'ping' }]);
  far.postMessage({ from: 'pong' });
  expect(heard).toEqual([{ from: 'pong' }]);
});

test('under Electron the end of a host’s process is told with its code, and of no other', () => {
  const { line, asked, heard, tell, host } = open();
  line.kill();
  expect(asked.at(-1)).toEqual({ kind: 'host-end', host: host() });
  tell({ kind: 'host-gone', host: 'another', code: 1 });
  tell({ kind: 'host-gone', host: host(), code: 9 });
  tell({ kind: 'host-gone', host: host(), code: 9 });
  expect(heard).toEqual(['its process ended with code 9']);
});
