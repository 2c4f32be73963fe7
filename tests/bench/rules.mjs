// node rules.mjs PEERS COUNT > FILE: the peers' workload for bench_rules, tabs between. Lines: `field NAME TYPE`,
// `column TABLE NAME TYPE` (TYPE as in the peers: S N B L), and `rule TIER ACTION VERDICT ACTION VERDICT CONDITION`,
// the condition as a register's author writes it. PEERS is the copy of ../shared/bench/peers under build/.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const [, , peers, count] = process.argv;
const { rules, T } = await import(pathToFileURL(resolve(peers, 'rules.mjs')));
const guard = process.env.RULES !== 'unshared'; // there, a missing operand leaves the rule undecided: no match either
const signs = { lt: '<', le: '<=', gt: '>', ge: '>=', ltp: '<', gtp: '>', diff: '!=' };
const quote = JSON.stringify, number = v => Number.isInteger(v) ? v + '.0' : String(v);

function condition(x) {
  const of = p => p[0] === '@' ? 'e.' + p.slice(1) : p, p = x.p && of(x.p), q = x.q && of(x.q);
  const given = (...names) => guard ? names.map(n => `${n} != null && `).join('') : '';
  switch (x.op) {
    case 'missing': return `${p} == null`;
    case 'true': case 'false': return `${p} == ${x.op}`;
    case 'ntrue': return `${p} != true`;
    case 'eq': return `${p} == ${quote(x.v)}`;
    case 'ne': return `(${p} != null && ${p} != ${quote(x.v)})`;
    case 'in': return `${p} in [${x.v.map(quote).join(', ')}]`;
    case 'nin': return `(${p} != null && !(${p} in [${x.v.map(quote).join(', ')}]))`;
    case 'lt': case 'le': case 'gt': case 'ge': return `(${given(p)}${p} ${signs[x.op]} ${number(x.v)})`;
    case 'ltp': case 'gtp': case 'diff': return `(${given(p, q)}${p} ${signs[x.op]} ${q})`;
    case 'has': return `${quote(x.v)} in ${p}`;
    case 'any': return `${x.arr}.exists(e, ${condition(x.x)})`;
    case 'none': return `!${x.arr}.exists(e, ${condition(x.x)})`;
    case 'all': return `${x.arr}.all(e, ${condition(x.x)})`;
    case 'cntlt': return `size(${x.arr}) < ${x.v}`;
    case 'and': case 'or': return '(' + x.xs.map(condition).join(x.op === 'and' ? ' && ' : ' || ') + ')';
    case 'not': return `!(${condition(x.x)})`;
  }
  throw new Error('no such operator: ' + x.op);
}

for (const [path, type] of Object.entries(T)) {
  const [name, column] = path.split('@');
  console.log((column ? ['column', name, column, type] : ['field', name, type]).join('\t'));
}
for (const r of rules(+count)) console.log(['rule', r.tier, ...r.act.flat(), condition(r.x)].join('\t'));
