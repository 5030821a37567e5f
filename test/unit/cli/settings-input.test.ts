import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptySettings } from '../../../electron/runtime/store/empty-settings.ts';
import { settingsFrom } from '../../../electron/cli/input/settings-input.ts';

const none = emptySettings;
const smtp = { host: 'mail.example', port: 587, secure: false, from: 'a@example.com', user: null, passwordRef: null };

test('a folder that exists is set, absolute; an empty value clears', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-publish-'));
  expect(settingsFrom([`publishFolder=${folder}`], none)).toEqual({ publishFolder: folder });
  expect(settingsFrom(['publishFolder='], { ...none, publishFolder: folder })).toEqual({ publishFolder: null });
  expect(() => settingsFrom([`publishFolder=${folder}/missing`], none)).toThrow('There is no folder');
});

test('one field of the mail settings changes, the others stay', () => {
  expect(settingsFrom(['smtp.port=25', 'smtp.secure=true'], { ...none, smtp })).toEqual({
    smtp: { ...smtp, port: 25, secure: true },
  });
  expect(settingsFrom(['smtp.host=mail.example', 'smtp.from=a@example.com'], none)).toEqual({ smtp });
  expect(settingsFrom(['smtp='], { ...none, smtp })).toEqual({ smtp: null });
});

test('who is asked when nobody answers, and when they are reminded, is set in words', () => {
  const stated = ['escalation=person:ada, role:reviewer', 'escalation.afterMinutes=90', 'reminders=0.9,0.5'];
  const escalation = { chain: ['person:ada', 'role:reviewer'], afterMinutes: 90 };
  expect(settingsFrom(stated, none)).toEqual({ escalation, reminders: [0.5, 0.9] });
  expect(settingsFrom(['escalation.afterMinutes='], { ...none, escalation })).toEqual({
    escalation: { ...escalation, afterMinutes: null },
  });
  expect(settingsFrom(['escalation=', 'reminders='], { ...none, escalation })).toEqual({
    escalation: null,
    reminders: [],
  });
});

test('the reasons a rejection offers are separated by bars, and none stands there twice', () => {
  expect(settingsFrom(['rejectReasons=Wrong facts, or none | Tone |'], none)).toEqual({
    rejectReasons: ['Wrong facts, or none', 'Tone'],
  });
  expect(() => settingsFrom(['rejectReasons=a|a'], none)).toThrow('9 different reasons at most');
  expect(() => settingsFrom([`rejectReasons=${'0123456789'.split('').join('|')}`], none)).toThrow('9 different');
});

test.each([
  ['escalation=ada', 'escalation=ada is no chain of at most 10.'],
  ['escalation.afterMinutes=5', 'There is no chain yet, so no time for it.'],
  ['reminders=50', "reminders: 50 is no share of an item's time."],
  ['colour=red', 'There is no setting "colour".'],
  ['smtp.colour=red', 'There is no setting "smtp.colour".'],
  ['publishFolder', 'publishFolder is no setting.'],
  ['smtp.port=0', 'smtp.port=0 is not a port (1 to 65535).'],
  ['smtp.secure=yes', 'smtp.secure=yes is not true or false.'],
  ['smtp.host=', 'smtp.host needs a value'],
  ['smtp.host=mail.example', 'Sending by mail needs smtp.host and smtp.from.'],
])('%s is refused in words', (setting, sentence) => {
  expect(() => settingsFrom([setting], none)).toThrow(sentence);
});

test('days to keep runs are a whole number from six months on, or empty for ever', () => {
  expect(settingsFrom(['keepRunsDays=365'], none)).toEqual({ keepRunsDays: 365 });
  expect(settingsFrom(['keepRunsDays='], { ...none, keepRunsDays: 365 })).toEqual({
    keepRunsDays: null,
  });
  for (const value of ['30', '1.5', 'many', '99999'])
    expect(() => settingsFrom([`keepRunsDays=${value}`], none)).toThrow('183 to 36500');
});
