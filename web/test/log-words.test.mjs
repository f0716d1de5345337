import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../src/i18n/en/audit.ts';
import { sv } from '../src/i18n/sv/audit.ts';

// What the service writes as `what` into the log: src/service, and `restore` of src/cli/backup.rs.
const WRITTEN = [
  'account', 'alarms', 'areas', 'audit', 'audit_chain', 'backtest', 'check', 'check_site', 'check_sites', 'checks', 'deed', 'deeds', 'density',
  'desk', 'disclosure', 'disclosure_find', 'disclosures', 'effect', 'gi_star', 'heat', 'hold', 'holds', 'hotspots', 'key', 'lighting',
  'municipality', 'observations', 'on_behalf', 'password', 'photo', 'photos', 'plan', 'plan_checks', 'plan_walks', 'plans', 'pledges', 'profile',
  'publish_hold', 'publish_release', 'rates', 'redaction', 'remedies', 'remedy', 'renewal', 'restore', 'retention_dry_run', 'retention_rule',
  'retention_run', 'seen', 'session', 'unit_prices', 'walk', 'walks', 'withdrawal',
];

test('the log page has words of both languages for everything that is written into the log', () => {
  for (const what of WRITTEN) {
    assert.ok(sv.whats[what], `sv: ${what}`);
    assert.ok(en.whats[what], `en: ${what}`);
  }
});
