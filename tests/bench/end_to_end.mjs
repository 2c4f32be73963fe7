// node end_to_end.mjs PEERS COUNT OUT < RULES: the peers' workload as a register and a mapping, from the lines that
// rules.mjs writes. OUT/cases has one entry a rule, whose number is its id; OUT/map.yaml makes of each record one
// journey with one event, its facts. node end_to_end.mjs compare OUT RECORDS PEER holds the records of a replay
// (canonical lines) against a peer's output: rules that match as entries that opened, and the verdict of each action.
import fs from 'node:fs';
import { createInterface } from 'node:readline';

const ACTIONS = ['act.a0', 'act.a1', 'act.a2', 'act.a3', 'act.a4', 'act.a5'];
const id = i => 'RULE-' + String(i).padStart(3, '0');

function write(out) {
  const put = (name, value) => fs.writeFileSync(`${out}/cases/${name}.yaml`, JSON.stringify(value, null, 1) + '\n');
  const fields = {}, columns = { id: { as: 'id', type: 'string', class: 'safe' } }, emitted = {}, tables = {}, entries = [];
  for (const line of fs.readFileSync(0, 'utf8').trim().split('\n')) {
    const cells = line.split('\t');
    if (cells[0] === 'field') field(cells[1], cells[2]);
    else if (cells[0] === 'column') (tables[cells[1]] ||= {})[cells[2]] = cells[3];
    else entries.push(entry(entries.length, cells));
  }
  for (const [name, of] of Object.entries(tables)) table(name, of);
  function column(path, as, type) {
    columns[path] = { as, type, class: 'safe', optional: true };
  }
  function field(path, letter) {
    const as = path.replace('.', '_');
    fields[path] = { type: { S: 'string', N: 'double', B: 'bool', L: 'list' }[letter], class: 'safe', from: 'crm', title: path };
    column(path, as, { S: 'string', N: 'double', B: 'bool', L: 'json' }[letter]);
    emitted[path] = 'row.' + as;
  }
  function table(name, of) {
    const types = { S: 'string', N: 'double', B: 'bool' };
    const inner = { place: { type: 'string' } };
    for (const [k, letter] of Object.entries(of)) inner[k] = { type: types[letter] };
    fields['lists.' + name] = { type: 'table', key: 'place', columns: inner, class: 'safe', from: 'crm', title: name };
    column(name, name, 'table');
    emitted['lists.' + name] = 'row.' + name;
  }
  function entry(i, [, tier, a, va, b, vb, text]) {
    const when = text.replace(/\b(stakeholders|tasks|messages)\b(?=[.)])/g, 'lists.$1');
    const effect = { hold: [], block: [] };
    for (const [action, verdict] of [[a, va], [b, vb]]) effect[verdict === '2' ? 'block' : 'hold'].push(ACTIONS[action]);
    for (const k of ['hold', 'block']) if (effect[k].length === 0) delete effect[k];
    return {
      id: id(i), title: `rule ${i}`, lane: 'one', exception: 'one', segments: 'all', trigger: `rule ${i}`, when, window: 'any',
      risk: effect.block ? 'hold' : 'high', sla: +tier + 1, reason: 'one', evidence: [], ai: { may: [] }, human: 'decide',
      review: { area: 'one', primary: 'first', backup: 'second', escalation: 'third' }, effect, audit: [], owner: 'first', covers: [],
      acceptance: [{ name: 'nothing happens meanwhile', never: Object.values(effect).flat(), until: `!(${when})` }],
    };
  }
  fs.mkdirSync(`${out}/cases/register`, { recursive: true });
  fs.mkdirSync(`${out}/cases/calendars`, { recursive: true });
  for (const e of entries) put('register/' + e.id, e);
  put('schema', { fields });
  put('events', { events: { fields_ingested: { payload: {} } } });
  put('states', { states: [{ id: 'open', title: 'open' }], transitions: [{ from: ['none'], to: 'open', guard: 'true' }] });
  put('actions', { actions: ACTIONS.map(a => ({ id: a, title: a, default: 'allow', range: 'any' })) });
  put('roles', { roles: ['first', 'second', 'third'].map(r => ({ id: r, title: r })) });
  put('tiers', { tiers: [1, 2, 3, 4].map(tier => ({ tier, clock: '1 hour' })) });
  put('policy', {
    format: 1, values: { materiality: 1000000, follow_up_days: 30 },
    calendar: { zone: 'UTC', open: '00:00', close: '24:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'], holidays: 'calendars/none.ics' },
    words: { lane: ['one'], exception: ['one'], reason: ['one'], area: ['one'] },
  });
  fs.writeFileSync(`${out}/cases/calendars/none.ics`, ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//made//bench//EN', 'BEGIN:VEVENT',
    'UID:one', 'DTSTAMP:20250101T000000Z', 'DTSTART;VALUE=DATE:20250101', 'SUMMARY:a day', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'));
  fs.writeFileSync(`${out}/map.yaml`, JSON.stringify({
    map: 'peers', reads: { format: 'jsonl' }, match: { all: ['id'] }, columns, source: '"peers"', subject: 'row.id',
    emit: [{ type: 'fields_ingested', id: 'row.id', time: 'file.exported_at', fields: emitted }],
  }, null, 1) + '\n');
}

async function* lines(path) {
  yield* createInterface({ input: fs.createReadStream(path) });
}

async function compare(recordsPath, peerPath) {
  const level = { allow: '0', draft: '1', hold: '1', block: '2' };
  const seen = new Map();
  for await (const line of lines(recordsPath)) {
    const r = JSON.parse(line);
    if (!seen.has(r.journey)) seen.set(r.journey, { bits: [0, 0], verdicts: ACTIONS.map(() => '0') });
    const s = seen.get(r.journey);
    if (r.kind === 'opened') {
      const i = +r.entry.slice(5);
      s.bits[i / 20 | 0] |= 1 << (i % 20);
    } else if (r.kind === 'verdict') s.verdicts[ACTIONS.indexOf(r.action)] = level[r.to];
  }
  let n = 0, different = 0;
  for await (const line of lines(peerPath)) {
    const [key, mask, , verdicts] = line.split(','), s = seen.get(key);
    const mine = s && s.bits.map(b => b.toString(16).padStart(5, '0')).join('');
    n++;
    if (!s || mine !== mask || s.verdicts.join('') !== verdicts) different++;
  }
  console.log(`${n} records, ${different} differ`);
  process.exit(n > 0 && different === 0 && n === seen.size ? 0 : 1);
}

const [, , what, ...rest] = process.argv;
if (what === 'compare') await compare(...rest);
else write(what);
