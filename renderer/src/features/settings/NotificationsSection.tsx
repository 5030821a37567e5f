import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { NotificationSettings } from '../../../../shared/domain/notifications.ts';
import { weekdays } from '../../../../shared/domain/policy-condition.ts';
import { explain } from '../../format/errors.ts';
import { useActingPerson } from '../../stores/person.ts';
import { changePreferences, usePreferences } from '../../stores/preferences.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { isTimeZone, TimeZoneInput } from '../../ui/TimeZoneInput.tsx';
import s from './Settings.module.css';

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const dayWords = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' } as const;
type Day = (typeof weekdays)[number];

/** When the person at this window is told of what waits. */
export function NotificationsSection(): ReactElement {
  const person = useActingPerson();
  const { preferences, of } = usePreferences();
  if (person === null)
    return (
      <Empty kind="nothing-yet" title="No profile is chosen">
        Notifications are set by each person for themselves.
      </Empty>
    );
  if (of !== person.personId) return <Empty kind="loading" title="Reading what you have set" />;
  return <NotificationsForm key={person.personId} name={person.printedName} stored={preferences.notifications} />;
}

function NotificationsForm(props: { readonly name: string; readonly stored: NotificationSettings }): ReactElement {
  const { name, stored } = props;
  const { isSaving, failure } = usePreferences();
  const [isOn, setIsOn] = useState(stored.isOn);
  const [hasQuiet, setHasQuiet] = useState(stored.quiet !== null);
  const [from, setFrom] = useState(stored.quiet?.from ?? '19:00');
  const [until, setUntil] = useState(stored.quiet?.until ?? '08:00');
  const [days, setDays] = useState<readonly Day[]>(stored.quiet?.days ?? weekdays);
  const [breaksQuiet, setBreaksQuiet] = useState(stored.breaksQuiet);
  const [digest, setDigest] = useState(stored.digest);
  const [digestClock, setDigestClock] = useState(clockOf(stored.digestMinute));
  const [zone, setZone] = useState(stored.quiet?.zone ?? (stored.zone === 'UTC' ? ownZone : stored.zone));

  const problem = problemOf({ hasQuiet, from, until, days, zone, digest, digestClock });
  const allDays = days.length === weekdays.length;
  const next: NotificationSettings = {
    isOn,
    quiet: hasQuiet
      ? { zone, from, until, ...(allDays ? {} : { days: weekdays.filter((day) => days.includes(day)) }) }
      : null,
    breaksQuiet,
    digest,
    digestMinute: minuteOf(digestClock) ?? stored.digestMinute,
    zone,
  };
  const isSame = JSON.stringify(next) === JSON.stringify(stored);
  const whyNot = isSaving ? 'It is being saved.' : (problem ?? (isSame ? 'Nothing has changed.' : undefined));

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (whyNot === undefined) void changePreferences({ notifications: next });
  }

  return (
    <form className={s['form']} onSubmit={submit} noValidate>
      <p className="hint">
        For {name} alone. A notification counts what waits and quotes none of it, and nothing can be decided from one.
      </p>
      <fieldset className={s['group']}>
        <legend className="label">What is told</legend>
        <label className={s['tick']}>
          <input type="checkbox" checked={isOn} onChange={(event) => setIsOn(event.target.checked)} />
          Actions that wait for a decision or are about to expire, runs that need a person, an emergency stop
        </label>
      </fieldset>
      <fieldset className={s['group']} disabled={!isOn}>
        <legend className="label">How soon</legend>
        <div className="field">
          <label htmlFor="notify-digest">Told</label>
          <select
            id="notify-digest"
            className="input"
            value={digest}
            onChange={(event) => setDigest(event.target.value as NotificationSettings['digest'])}
          >
            <option value="off">soon, at most every half minute</option>
            <option value="hourly">together, at each full hour</option>
            <option value="daily">together, once a day</option>
          </select>
        </div>
        {digest === 'daily' ? (
          <Clock id="notify-digest-at" label="At" value={digestClock} onChange={setDigestClock} />
        ) : null}
      </fieldset>
      <fieldset className={s['group']} disabled={!isOn}>
        <legend className="label">Quiet hours</legend>
        <label className={s['tick']}>
          <input type="checkbox" checked={hasQuiet} onChange={(event) => setHasQuiet(event.target.checked)} />
          Nothing is shown in these hours; what came up is told once, when they are over
        </label>
        {hasQuiet ? (
          <>
            <div className={s['days']}>
              <Clock id="notify-from" label="From" value={from} onChange={setFrom} />
              <Clock id="notify-until" label="Until" value={until} onChange={setUntil} />
            </div>
            <div className={s['days']} role="group" aria-label="Days on which they begin">
              {weekdays.map((day) => (
                <label key={day} className={s['tick']}>
                  <input
                    type="checkbox"
                    checked={days.includes(day)}
                    onChange={(event) =>
                      setDays(event.target.checked ? [...days, day] : days.filter((one) => one !== day))
                    }
                  />
                  {dayWords[day]}
                </label>
              ))}
            </div>
            <label className={s['tick']}>
              <input type="checkbox" checked={breaksQuiet} onChange={(event) => setBreaksQuiet(event.target.checked)} />
              An emergency stop, and what is about to expire, are told all the same
            </label>
          </>
        ) : null}
      </fieldset>
      {hasQuiet || digest === 'daily' ? (
        <div className="field">
          <label htmlFor="notify-zone">Time zone</label>
          <TimeZoneInput id="notify-zone" value={zone} onChange={setZone} />
        </div>
      ) : null}
      {failure === null ? null : (
        <p className="bad" role="alert">
          {explain(failure).detail} {explain(failure).next}
        </p>
      )}
      <div>
        <Button type="submit" whyNot={whyNot}>
          Save
        </Button>
      </div>
    </form>
  );
}

function Clock(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { id, label, value, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="time" className="input" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

function problemOf(stated: {
  readonly hasQuiet: boolean;
  readonly from: string;
  readonly until: string;
  readonly days: readonly Day[];
  readonly zone: string;
  readonly digest: NotificationSettings['digest'];
  readonly digestClock: string;
}): string | undefined {
  const { hasQuiet, from, until, days, zone, digest, digestClock } = stated;
  if (digest === 'daily' && minuteOf(digestClock) === null) return 'Say at what time of day, such as 09:00.';
  if (hasQuiet && (minuteOf(from) === null || minuteOf(until) === null)) return 'Say from when until when it is quiet.';
  if (hasQuiet && from === until) return 'Quiet hours that begin and end at the same time are none.';
  if (hasQuiet && days.length === 0) return 'Choose a day on which quiet hours begin.';
  return (hasQuiet || digest === 'daily') && !isTimeZone(zone) ? 'A time zone such as Europe/Berlin.' : undefined;
}

function minuteOf(clock: string): number | null {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(clock) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
}

function clockOf(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
